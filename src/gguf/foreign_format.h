// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace inference::gguf {

/// How much of a file's beginning foreign_format() looks at.
constexpr std::size_t kForeignBytes = 512;

/// What bytes that are no GGUF are, and what to do, to follow a file's name: "is a web page: …".
/// Never empty.
std::string foreign_format(std::string_view beginning);

}  // namespace inference::gguf
