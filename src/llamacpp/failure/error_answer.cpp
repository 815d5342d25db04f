// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/error_answer.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace inference::llamacpp {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestQuote = 400;

std::string quoted(const std::string& text) {
    if (text.size() <= kLongestQuote) return text;
    std::size_t end = kLongestQuote;
    const auto inside_character = [&] {
        return (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U;
    };
    while (end > 0 && inside_character())
        --end;
    return text.substr(0, end) + "…";
}

}  // namespace

Error explain_error_answer(std::string_view what, long status, std::string_view body) {
    const std::string who = "llamacpp: " + std::string(what) + ": ";
    const json answer = json::parse(body, nullptr, /*allow_exceptions=*/false);
    // Inside a stream the error stands alone ("error: {…}") or wrapped ("data: {"error":{…}}").
    const json* error = nullptr;
    if (answer.is_object()) {
        error =
            answer.contains("error") && answer["error"].is_object() ? &answer["error"] : &answer;
    }
    if (error == nullptr || !error->contains("message") || !(*error)["message"].is_string()) {
        return {ErrorCode::protocol,
                who + "the server answered with status " + std::to_string(status) +
                    " and nothing that explains it",
                {}};
    }
    const std::string message = quoted((*error)["message"].get<std::string>());
    const std::string type = error->value("type", json()).is_string()
                                 ? (*error)["type"].get<std::string>()
                                 : std::string();
    if (type == "exceed_context_size_error") {
        const auto number = [&](const char* key) {
            const json value = error->value(key, json());
            return value.is_number_integer() ? value.get<std::int64_t>() : -1;
        };
        return {ErrorCode::context_exceeded,
                who + "the prompt has " + std::to_string(number("n_prompt_tokens")) +
                    " tokens, but a slot's context is " + std::to_string(number("n_ctx")) +
                    "; shorten it, or load the model with a greater context_length",
                {}};
    }
    if (type == "not_supported_error") return {ErrorCode::unsupported, who + message, {}};
    if (type == "invalid_request_error") return {ErrorCode::invalid_argument, who + message, {}};
    return {ErrorCode::engine_refused, who + message, {}};
}

}  // namespace inference::llamacpp
