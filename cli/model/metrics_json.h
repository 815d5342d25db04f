// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/results.h>

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace rocinfer_cli {

/// One object; times in milliseconds, null where an amount of memory is not known.
nlohmann::ordered_json metrics_json(const inference::GenerateMetrics& metrics);

/// {"code": …, "message": …}, and "detail" where there is one.
nlohmann::ordered_json error_json(const inference::Error& error);

/// One line of JSON with its newline; bytes that are not UTF-8 are replaced by U+FFFD.
std::string json_line(const nlohmann::ordered_json& value);

/// "24 tokens, 512 tokens/s, first token after 12.3 ms"
std::string metrics_text(const inference::GenerateMetrics& metrics);

}  // namespace rocinfer_cli
