// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/answer.h"

#include <inference/error.h>
#include <inference/token.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rocinfer_cli {

/// One line of a batch's input.
struct BatchJob {
    std::string id;  ///< as JSON: 7, "a"; the line's number where it has none
    std::variant<inference::Prompt, std::vector<inference::Message>> ask = inference::Prompt("");
    std::vector<std::string> unknown_keys;  ///< which mean nothing here
    std::size_t bytes = 0;                  ///< of the prompt's text, or of all messages
};

/// Reads {"id": …, "prompt": text or token ids} or {"id": …, "messages": [{"role", "content"}]}.
/// `line_number` counts from 1. Where it fails `id` is still set, as far as it could be read.
inference::Result<void> read_job(std::string_view line, std::size_t line_number, BatchJob& job);

/// One line of a batch's output.
std::string batch_record(const std::string& id, const Answer& answer,
                         const std::vector<inference::TokenId>* ids);
std::string batch_record(const std::string& id, const inference::Error& error);

/// What a record says of its prompt.
struct BatchRecord {
    std::string id;  ///< as JSON
    bool failed = false;
};

/// Reads a line of an earlier output; `invalid_argument` where it is no record.
inference::Result<BatchRecord> read_record(std::string_view line);

}  // namespace rocinfer_cli
