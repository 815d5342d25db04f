// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace inference::process {

/// An errno in words that fit into a sentence: "permission denied".
std::string reason(int error_number);

/// A signal in such words: "segmentation fault"; empty for a real-time signal.
std::string signal_reason(int signal_number);

}  // namespace inference::process
