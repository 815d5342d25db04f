// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/request/completion_request.h"

#include "llamacpp/request/json_endpoint.h"

#include <algorithm>

namespace inference::llamacpp {
namespace {

using nlohmann::json;

// Prompts longer than this report how far their prefill has come, and can be cancelled in the
// middle of it; for shorter ones the two extra events would cost more than they tell.
constexpr std::size_t kLongPromptTokens = 256;
constexpr std::size_t kBytesPerToken = 4;
// Ours and the server's JSON libraries go down into a schema by recursion.
constexpr int kDeepestSchema = 256;
// The server takes this one for "draw a seed".
constexpr std::uint32_t kRandomSeed = 0xFFFFFFFF;

bool is_long(const Prompt& prompt) {
    if (const auto* ids = prompt.ids()) return ids->size() > kLongPromptTokens;
    return prompt.text()->size() > kLongPromptTokens * kBytesPerToken;
}

// A sampler that changes nothing still costs the server time for every token.
json samplers(const GenerateOptions& options, bool greedy) {
    json chain = json::array();
    if (options.repeat_penalty != 0.0F && options.repeat_penalty != 1.0F)
        chain.push_back("penalties");
    if (greedy) {
        chain.push_back("top_k");
        return chain;
    }
    if (options.top_k > 0) chain.push_back("top_k");
    if (options.top_p > 0.0F) chain.push_back("top_p");
    if (options.min_p > 0.0F) chain.push_back("min_p");
    chain.push_back("temperature");
    return chain;
}

void put_sampling(json& body, const GenerateOptions& options) {
    const bool greedy = options.temperature == 0.0F;
    body["samplers"] = samplers(options, greedy);
    body["temperature"] = options.temperature;
    body["top_k"] = greedy ? 1 : options.top_k;
    body["top_p"] = options.top_p > 0.0F ? options.top_p : 1.0F;
    body["min_p"] = options.min_p;
    body["repeat_penalty"] = options.repeat_penalty > 0.0F ? options.repeat_penalty : 1.0F;
    body["repeat_last_n"] = 64;
    body["presence_penalty"] = 0;
    body["frequency_penalty"] = 0;
    body["typical_p"] = 1;
    body["top_n_sigma"] = -1;
    body["xtc_probability"] = 0;
    body["dry_multiplier"] = 0;
    body["dynatemp_range"] = 0;
    body["mirostat"] = 0;
    body["seed"] = -1;
    if (options.seed) body["seed"] = std::min(*options.seed, kRandomSeed - 1);
}

Result<json> parse_schema(const std::string& text) {
    bool too_deep = false;
    const auto keep = [&](int depth, json::parse_event_t, json&) {
        if (depth > kDeepestSchema) too_deep = true;
        return !too_deep;
    };
    json schema = json::parse(text, keep, /*allow_exceptions=*/false);
    if (too_deep) {
        return refuse("llamacpp", "json_schema",
                      "is nested deeper than " + std::to_string(kDeepestSchema));
    }
    if (schema.is_discarded()) {
        return refuse("llamacpp", "json_schema", "is not valid JSON");
    }
    return schema;
}

Result<void> put_constraints(json& body, const GenerateOptions& options) {
    for (const std::string& text : options.stop) {
        if (auto ok = check_utf8("option stop", text); !ok) return ok;
    }
    body["stop"] = options.stop;
    json bias = json::array();
    for (const auto& [id, value] : options.logit_bias) {
        // The server's −100 only makes a token unlikely; false is what bans it.
        bias.push_back(json::array({id, value <= -100.0F ? json(false) : json(value)}));
    }
    body["logit_bias"] = std::move(bias);
    body["ignore_eos"] = options.ignore_end_of_sequence;
    if (!options.grammar.empty()) {
        if (auto ok = check_utf8("option grammar", options.grammar); !ok) return ok;
        body["grammar"] = options.grammar;
    }
    if (!options.json_schema.empty()) {
        auto schema = parse_schema(options.json_schema);
        if (!schema) return std::unexpected(schema.error());
        body["json_schema"] = *std::move(schema);
    }
    return {};
}

}  // namespace

Result<std::string> completion_body(const Prompt& prompt, const GenerateOptions& options,
                                    std::int64_t top_logprobs, std::int32_t slot) {
    json body;
    if (const auto* ids = prompt.ids()) {
        if (ids->empty()) {
            return fail(ErrorCode::invalid_argument,
                        "llamacpp: a prompt of token ids needs at least one id");
        }
        body["prompt"] = *ids;
    } else {
        if (auto ok = check_utf8("the prompt", *prompt.text()); !ok)
            return std::unexpected(ok.error());
        body["prompt"] = *prompt.text();
    }
    body["stream"] = true;
    body["n_predict"] = options.max_tokens;
    body["return_tokens"] = true;
    body["cache_prompt"] = true;
    body["n_probs"] = top_logprobs;
    body["id_slot"] = slot;
    if (is_long(prompt) || options.on_prefill) body["return_progress"] = true;
    // A ping a second lets the server notice a reader that left in the middle of a long prefill.
    body["sse_ping_interval"] = 1;
    body["response_fields"] = {"content",          "tokens",          "stop",
                               "stop_type",        "truncated",       "timings",
                               "tokens_evaluated", "tokens_predicted"};
    put_sampling(body, options);
    if (auto ok = put_constraints(body, options); !ok) return std::unexpected(ok.error());
    if (!options.adapter_scales.empty()) {
        json scales = json::array();
        for (std::size_t i = 0; i < options.adapter_scales.size(); ++i) {
            scales.push_back({{"id", i}, {"scale", options.adapter_scales[i]}});
        }
        body["lora"] = std::move(scales);
    }
    return body.dump();
}

}  // namespace inference::llamacpp
