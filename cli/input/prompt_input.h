// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/console.h"
#include "terminal/status.h"

#include <inference/error.h>

#include <optional>
#include <string>
#include <vector>

namespace rocinfer_cli {

/// What was typed for a prompt.
struct PromptSources {
    std::optional<std::string> text;  ///< -p: TEXT or @FILE
    std::vector<std::string> files;   ///< --file

    bool given() const { return text.has_value() || !files.empty(); }
};

/// The prompt: the text, then the files, then what is piped to stdin, each on a line of its own;
/// stdin alone where nothing else was given. One final newline of files and of stdin is dropped
/// (what `echo` adds is not meant). Nothing on stdin is no prompt; bytes that are not UTF-8 and
/// more than kMostTextBytes are refused.
inference::Result<std::string> take_prompt(const PromptSources& sources, const Console& console,
                                           Status& status);

/// Refuses a prompt whose bytes alone prove that its tokens can't fit a context of so many: no
/// vocabulary has tokens of more than 1024 bytes. A context of 0 is not known.
inference::Result<void> check_prompt_fits(std::size_t bytes, std::int64_t context_length);

}  // namespace rocinfer_cli
