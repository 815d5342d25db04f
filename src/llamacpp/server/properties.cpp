// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/properties.h"

#include <nlohmann/json.hpp>

#include <limits>
#include <optional>

namespace inference::llamacpp {
namespace {

using nlohmann::json;

std::optional<std::int32_t> count_in(const json& object, const char* key) {
    if (!object.is_object()) return std::nullopt;
    const auto value = object.value(key, json());
    if (!value.is_number_integer()) return std::nullopt;
    const auto number = value.get<std::int64_t>();
    if (number < 0 || number > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
    return static_cast<std::int32_t>(number);
}

}  // namespace

Result<ServerProperties> parse_properties(std::string_view body) {
    const auto answer = json::parse(body, nullptr, /*allow_exceptions=*/false);
    const auto bad = [](std::string_view what) {
        return fail(ErrorCode::protocol,
                    "llamacpp: the server's /props has no " + std::string(what) +
                        "; this llama-server is too old or too new for this library");
    };
    if (!answer.is_object()) return bad("JSON object");
    const auto slots = count_in(answer, "total_slots");
    if (!slots) return bad("total_slots");
    const auto context = count_in(answer.value("default_generation_settings", json()), "n_ctx");
    if (!context) return bad("default_generation_settings.n_ctx");
    ServerProperties properties{*slots, *context, {}};
    const auto build = answer.value("build_info", json());
    if (build.is_string()) properties.build = build.get<std::string>();
    return properties;
}

}  // namespace inference::llamacpp
