// SPDX-License-Identifier: EUPL-1.2
#include "batch/batch_record.h"

#include "model/metrics_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace rocinfer_cli {
namespace {

using inference::ErrorCode;
using inference::fail;
using inference::Result;
using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 3> kKeys{"id", "prompt", "messages"};

Result<void> wrong(std::size_t line_number, const std::string& what) {
    return fail(ErrorCode::invalid_argument,
                "batch: line " + std::to_string(line_number) + ": " + what);
}

bool is_token_id(const Json& value) {
    return value.is_number_integer() && value.get<std::int64_t>() >= 0 &&
           value.get<std::int64_t>() <= std::numeric_limits<inference::TokenId>::max();
}

bool is_message(const Json& value) {
    return value.is_object() && value.contains("role") && value["role"].is_string() &&
           value.contains("content") && value["content"].is_string();
}

template <class Predicate>
bool all_of(const Json& array, Predicate is_right) {
    for (const Json& value : array) {
        if (!is_right(value)) return false;
    }
    return true;
}

}  // namespace

Result<void> read_job(std::string_view line, std::size_t line_number, BatchJob& job) {
    job.id = std::to_string(line_number);
    const Json value = Json::parse(line, nullptr, false);
    if (value.is_discarded()) return wrong(line_number, "is not JSON");
    if (!value.is_object()) return wrong(line_number, "is not a JSON object");
    if (value.contains("id")) {
        const Json& id = value["id"];
        if (!id.is_string() && !id.is_number_integer())
            return wrong(line_number, "its \"id\" is neither a text nor a whole number");
        job.id = id.dump();
    }
    for (const auto& [key, ignored] : value.items()) {
        if (std::ranges::find(kKeys, key) == kKeys.end()) job.unknown_keys.push_back(key);
    }
    if (value.contains("prompt") == value.contains("messages")) {
        return wrong(line_number, "needs either \"prompt\" or \"messages\"" +
                                      (job.unknown_keys.empty()
                                           ? std::string()
                                           : "; \"" + job.unknown_keys.front() + "\" is neither"));
    }
    if (value.contains("messages")) {
        const Json& messages = value["messages"];
        if (!messages.is_array() || messages.empty() || !all_of(messages, is_message))
            return wrong(line_number,
                         "its \"messages\" are not a list of {\"role\", \"content\"} with texts");
        std::vector<inference::Message> all;
        for (const Json& message : messages) {
            all.push_back(
                {message["role"].get<std::string>(), message["content"].get<std::string>()});
            job.bytes += all.back().content.size();
        }
        job.ask = std::move(all);
        return {};
    }
    const Json& prompt = value["prompt"];
    if (prompt.is_string()) {
        auto text = prompt.get<std::string>();
        job.bytes = text.size();
        job.ask = inference::Prompt(std::move(text));
        return {};
    }
    if (!prompt.is_array() || !all_of(prompt, is_token_id))
        return wrong(line_number, "its \"prompt\" is neither a text nor a list of token ids");
    job.ask = inference::Prompt(prompt.get<std::vector<inference::TokenId>>());
    return {};
}

std::string batch_record(const std::string& id, const Answer& answer,
                         const std::vector<inference::TokenId>* ids) {
    Json record{{"id", Json::parse(id)}, {"text", answer.text}};
    if (ids != nullptr) record["tokens"] = *ids;
    record["stop_reason"] = to_string(answer.stop_reason);
    record["prompt_tokens"] = answer.metrics.prompt_tokens;
    record["generated_tokens"] = answer.metrics.generated_tokens;
    if (answer.error) record["error"] = error_json(*answer.error);
    return json_line(record);
}

std::string batch_record(const std::string& id, const inference::Error& error) {
    return json_line({{"id", Json::parse(id)}, {"error", error_json(error)}});
}

Result<BatchRecord> read_record(std::string_view line) {
    const Json record = Json::parse(line, nullptr, false);
    if (!record.is_object() || !record.contains("id"))
        return fail(ErrorCode::invalid_argument, "batch: this is no record");
    return BatchRecord{record["id"].dump(), record.contains("error")};
}

}  // namespace rocinfer_cli
