// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace inference::llamacpp {

/// A line that a server writes only while all is well (or well again).
bool is_healthy_line(std::string_view line) noexcept;
/// The line after which a server is ready for requests.
bool is_ready_line(std::string_view line) noexcept;
/// A line that proves nothing, whatever it says: it repeats a model's file, or what is tried in
/// another way after it.
bool is_harmless(std::string_view line) noexcept;

}  // namespace inference::llamacpp
