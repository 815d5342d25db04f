// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace rocinfer_cli {

/// The most that a grammar, a schema, a template or a system message may be.
constexpr std::size_t kMostRuleBytes = std::size_t{4} << 20;
/// The most that an earlier output of bench may be.
constexpr std::size_t kMostReportBytes = std::size_t{16} << 20;

/// All of a file, a FIFO or a device, at most `most` bytes; `invalid_argument` with its path where
/// it can't be read or is longer. To be called before anything is started: it may wait, and a
/// signal then ends the process.
inference::Result<std::string> read_text_file(const std::string& path, std::size_t most);

/// What was typed for a text: "@FILE" is the file's content, "@@text" is "@text", anything else is
/// itself. At most `most` bytes in any case; `option` names it in errors.
inference::Result<std::string> text_or_file(std::string_view option, const std::string& typed,
                                            std::size_t most = kMostRuleBytes);

/// Less one newline at the end, which editors and `echo` add.
std::string without_final_newline(std::string text);

}  // namespace rocinfer_cli
