// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace inference::llamacpp {

/// A line that a server writes only while all is well (or well again).
bool is_healthy_line(std::string_view line) noexcept;
/// The line after which a server is ready for requests.
bool is_ready_line(std::string_view line) noexcept;
/// A line that repeats what a model's file says: it proves nothing.
bool is_quotation(std::string_view line) noexcept;

}  // namespace inference::llamacpp
