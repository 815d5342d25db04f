// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/request/json_endpoint.h"

#include "base/utf8.h"

#include <simdjson.h>

namespace inference::llamacpp {

Result<nlohmann::json> ask_json(const Server& server, const std::string& path,
                                const nlohmann::json& question, const process::WaitLimit& limit) {
    auto answer = server.ask("POST", path, question.dump(), limit);
    if (!answer) return std::unexpected(answer.error());
    auto parsed = nlohmann::json::parse(*answer, nullptr, /*allow_exceptions=*/false);
    if (parsed.is_discarded()) return not_understood(path);
    return parsed;
}

std::unexpected<Error> not_understood(std::string_view path) {
    return fail(ErrorCode::protocol,
                "llamacpp: the server's answer to " + std::string(path) + " was not understood");
}

Result<void> check_utf8(std::string_view what, std::string_view text) {
    if (base::is_utf8(text)) return {};
    return fail(ErrorCode::invalid_argument,
                "llamacpp: " + std::string(what) + " is not valid UTF-8");
}

}  // namespace inference::llamacpp
