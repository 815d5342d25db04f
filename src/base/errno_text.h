// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <system_error>

namespace inference::base {

/// An errno in words that fit into a sentence: "permission denied".
std::string errno_text(int error_number);
std::string errno_text(const std::error_code& error);

/// A signal in such words: "segmentation fault"; empty for a real-time signal.
std::string signal_text(int signal_number);

}  // namespace inference::base
