// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/server/server.h"

#include <inference/error.h>
#include <inference/options.h>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace inference::llamacpp {

/// Posts JSON and reads the JSON that comes back; `limit` is the caller's.
Result<nlohmann::json> ask_json(const Server& server, const std::string& path,
                                const nlohmann::json& question,
                                const process::WaitLimit& limit = {});

/// The error of an answer that is not what the endpoint gives.
std::unexpected<Error> not_understood(std::string_view path);

/// invalid_argument where the text is not UTF-8, which JSON can't carry.
Result<void> check_utf8(std::string_view what, std::string_view text);

}  // namespace inference::llamacpp
