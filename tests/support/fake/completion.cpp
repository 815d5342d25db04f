// SPDX-License-Identifier: EUPL-1.2
#include "support/fake/completion.h"

#include "support/fake/faults.h"
#include "support/fake/serve.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>

namespace fake {
namespace {

using json = nlohmann::ordered_json;

int count_words(const std::string& text) {
    std::istringstream words(text);
    int count = 0;
    for (std::string word; words >> word;)
        ++count;
    return count;
}

int prompt_length(const json& prompt) {
    if (prompt.is_string()) return std::max(1, count_words(prompt.get<std::string>()));
    if (!prompt.is_array()) return 0;
    int length = 0;
    for (const json& part : prompt)
        length += part.is_string() ? count_words(part.get<std::string>()) : 1;
    return length;
}

json token_at(int position, int index) {
    return {{"index", 0},
            {"content", " " + std::to_string(position)},
            {"tokens", json::array({1000 + position})},
            {"stop", false},
            {"id_slot", -1},
            {"tokens_predicted", index + 1},
            {"tokens_evaluated", position - index}};
}

json probabilities(int position, int count) {
    json top = json::array();
    for (int i = 0; i < count; ++i) {
        top.push_back({{"id", 1000 + position + i},
                       {"token", " " + std::to_string(position + i)},
                       {"bytes", json::array({32})},
                       {"logprob", -0.5 - i}});
    }
    json first = top[0];
    first["top_logprobs"] = std::move(top);
    return json::array({std::move(first)});
}

json last_event(const Server& server, int prompt, int made, bool limit_is_context) {
    return {{"index", 0},
            {"content", ""},
            {"tokens", json::array()},
            {"id_slot", 0},
            {"stop", true},
            {"model", server.model},
            {"tokens_predicted", made},
            {"tokens_evaluated", prompt},
            {"truncated", limit_is_context},
            {"stop_type", "limit"},
            {"stopping_word", ""},
            {"tokens_cached", prompt + made - 1},
            {"timings",
             {{"cache_n", 0},
              {"prompt_n", prompt},
              {"prompt_ms", 1.5},
              {"predicted_n", made},
              {"predicted_ms", 2.5}}}};
}

json progress_event(int prompt, int done) {
    return {{"index", 0},
            {"content", ""},
            {"tokens", json::array({0})},  // so does the real one
            {"stop", false},
            {"id_slot", -1},
            {"tokens_predicted", 0},
            {"tokens_evaluated", prompt},
            {"prompt_progress",
             {{"total", prompt}, {"cache", 0}, {"processed", done}, {"time_ms", 0}}}};
}

std::string event(const json& value) {
    return "data: " + value.dump(-1, ' ', false, json::error_handler_t::replace) + "\n\n";
}

bool prefill(const Server& server, Connection& client, int prompt, bool tell) {
    constexpr int kSteps = 10;
    for (int step = 0; step <= kSteps; ++step) {
        if (tell && !client.send_chunk(event(progress_event(prompt, prompt * step / kSteps))))
            return false;
        if (step < kSteps && !client.pause(server.scenario.prefill_ms / kSteps)) return false;
    }
    return true;
}

// Counted over all requests: the process ends in the middle of whatever runs then.
void leave_if_told(Server& server) {
    if (server.scenario.exit_at != "after_tokens") return;
    if (server.tokens_made >= server.scenario.exit_after_tokens) leave(server.scenario);
}

bool stream(Server& server, Connection& client, const json& request, int prompt, int limit,
            const Fault* fault) {
    const Scenario& scenario = server.scenario;
    if (!send_head(client, 200, "text/event-stream", "Transfer-Encoding: chunked")) return false;
    const bool tell = request.value("return_progress", false);
    if (!prefill(server, client, prompt, tell)) return false;
    const int n_probs = request.value("n_probs", 0);
    for (int i = 0; i < limit; ++i) {
        if (fault != nullptr && i == scenario.at && !fault->play(server, client, prompt + i))
            return false;
        leave_if_told(server);
        json token = token_at(prompt + i, i);
        if (!request.value("return_tokens", false)) token["tokens"] = json::array();
        if (n_probs > 0) token["completion_probabilities"] = probabilities(prompt + i, n_probs);
        if (scenario.token_ms > 0 && !client.pause(scenario.token_ms)) return false;
        if (!client.send_chunk(event(token))) return false;
        ++server.tokens_made;
    }
    const bool full = prompt + limit >= server.n_ctx;
    return client.send_chunk(event(last_event(server, prompt, limit, full))) &&
           client.send_chunk("");
}

}  // namespace

std::string token_event(int position, int index) {
    return event(token_at(position, index));
}

bool complete(Server& server, Connection& client, const Request& request, bool faulty) {
    const json body = json::parse(request.body, nullptr, false);
    const int prompt = body.is_object() ? prompt_length(body.value("prompt", json())) : 0;
    if (prompt == 0) {
        return send_error(client, 400, "invalid_request_error",
                          R"("prompt" must be a string or an array)");
    }
    if (prompt >= server.n_ctx) {
        const json error = {{"error",
                             {{"code", 400},
                              {"message", "the request exceeds the available context size"},
                              {"type", "exceed_context_size_error"},
                              {"n_prompt_tokens", prompt},
                              {"n_ctx", server.n_ctx}}}};
        return send_json(client, 400, error.dump());
    }
    const int asked = body.value("n_predict", -1);
    const int room = server.n_ctx - prompt;
    const int limit = asked < 0 ? room : std::clamp(asked, 1, room);
    const Fault* fault = faulty ? find_fault(server.scenario.fault) : nullptr;
    if (body.value("stream", false)) return stream(server, client, body, prompt, limit, fault);

    leave_if_told(server);
    json answer = last_event(server, prompt, limit, prompt + limit >= server.n_ctx);
    std::string text;
    json tokens = json::array();
    for (int i = 0; i < limit; ++i) {
        text += " " + std::to_string(prompt + i);
        tokens.push_back(1000 + prompt + i);
    }
    server.tokens_made += limit;
    answer["content"] = text;
    if (body.value("return_tokens", false)) answer["tokens"] = tokens;
    return send_json(client, 200, answer.dump());
}

}  // namespace fake
