// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/stream/completion_event.h"

#include "http/sse_framer.h"

#include <limits>

namespace inference::llamacpp {
namespace {

namespace od = simdjson::ondemand;
using simdjson::SUCCESS;

static_assert(http::SseFramer::kPadding >= simdjson::SIMDJSON_PADDING);

bool is_id(std::int64_t value) {
    return value >= 0 && value <= std::numeric_limits<TokenId>::max();
}

bool read_ids(od::value value, std::vector<TokenId>& ids) {
    od::array array;
    if (value.get_array().get(array) != SUCCESS) return false;
    for (auto element : array) {
        std::int64_t id = 0;
        if (element.get_int64().get(id) != SUCCESS || !is_id(id)) return false;
        ids.push_back(static_cast<TokenId>(id));
    }
    return true;
}

bool read_candidates(od::value value, CompletionEvent& event) {
    od::array array;
    if (value.get_array().get(array) != SUCCESS) return false;
    for (auto element : array) {
        od::object candidate;
        if (element.get_object().get(candidate) != SUCCESS) return false;
        std::int64_t id = 0;
        double logprob = 0;
        // The server writes id first and logprob last: in order, nothing is read twice.
        if (candidate.find_field("id").get_int64().get(id) != SUCCESS || !is_id(id)) return false;
        if (candidate.find_field_unordered("logprob").get_double().get(logprob) != SUCCESS) {
            return false;
        }
        event.candidates.emplace_back(static_cast<TokenId>(id), static_cast<float>(logprob));
    }
    return true;
}

bool read_probabilities(od::value value, CompletionEvent& event) {
    od::array array;
    if (value.get_array().get(array) != SUCCESS) return false;
    for (auto element : array) {
        od::object step;
        if (element.get_object().get(step) != SUCCESS) return false;
        event.candidates.clear();
        for (auto field : step) {
            std::string_view key;
            if (field.unescaped_key().get(key) != SUCCESS) return false;
            if (key == "logprob") {
                double logprob = 0;
                if (field.value().get_double().get(logprob) != SUCCESS) return false;
                event.logprobs.push_back(static_cast<float>(logprob));
            } else if (key == "top_logprobs") {
                if (!read_candidates(field.value(), event)) return false;
            }
        }
    }
    return true;
}

bool read_timings(od::value value, Timings& timings) {
    od::object object;
    if (value.get_object().get(object) != SUCCESS) return false;
    for (auto field : object) {
        std::string_view key;
        if (field.unescaped_key().get(key) != SUCCESS) return false;
        bool ok = true;
        if (key == "cache_n") {
            ok = field.value().get_int64().get(timings.cached_tokens) == SUCCESS;
        } else if (key == "prompt_n") {
            ok = field.value().get_int64().get(timings.prefilled_tokens) == SUCCESS;
        } else if (key == "prompt_ms") {
            ok = field.value().get_double().get(timings.prefill_ms) == SUCCESS;
        } else if (key == "predicted_n") {
            ok = field.value().get_int64().get(timings.decoded_tokens) == SUCCESS;
        } else if (key == "predicted_ms") {
            ok = field.value().get_double().get(timings.decode_ms) == SUCCESS;
        }
        if (!ok) return false;
    }
    return true;
}

bool read_prefill(od::value value, PrefillProgress& progress) {
    od::object object;
    if (value.get_object().get(object) != SUCCESS) return false;
    for (auto field : object) {
        std::string_view key;
        if (field.unescaped_key().get(key) != SUCCESS) return false;
        bool ok = true;
        if (key == "total") ok = field.value().get_int64().get(progress.total) == SUCCESS;
        if (key == "processed") ok = field.value().get_int64().get(progress.processed) == SUCCESS;
        if (key == "cache") ok = field.value().get_int64().get(progress.cached) == SUCCESS;
        if (!ok) return false;
    }
    return true;
}

bool read_text(od::value value, std::string& into) {
    std::string_view text;
    if (value.get_string().get(text) != SUCCESS) return false;
    into.assign(text);
    return true;
}

void clear(CompletionEvent& event) {
    event.content.clear();
    event.tokens.clear();
    event.logprobs.clear();
    event.candidates.clear();
    event.last = false;
    event.stop_type.clear();
    event.timings.reset();
    event.prefill.reset();
    event.is_error = false;
}

bool read_field(std::string_view key, od::value value, CompletionEvent& event) {
    if (key == "content") return read_text(value, event.content);
    if (key == "tokens") return read_ids(value, event.tokens);
    if (key == "stop") return value.get_bool().get(event.last) == SUCCESS;
    if (key == "stop_type") return read_text(value, event.stop_type);
    if (key == "tokens_evaluated") return value.get_int64().get(event.prompt_tokens) == SUCCESS;
    if (key == "tokens_predicted") {
        return value.get_int64().get(event.generated_tokens) == SUCCESS;
    }
    if (key == "completion_probabilities") return read_probabilities(value, event);
    if (key == "timings") return read_timings(value, event.timings.emplace());
    if (key == "prompt_progress") return read_prefill(value, event.prefill.emplace());
    if (key == "error") event.is_error = true;
    return true;
}

}  // namespace

bool CompletionEventReader::read(std::string_view json, CompletionEvent& event) {
    clear(event);
    od::document document;
    const std::size_t readable = json.size() + http::SseFramer::kPadding;
    if (parser_.iterate(json.data(), json.size(), readable).get(document) != SUCCESS) return false;
    od::object object;
    if (document.get_object().get(object) != SUCCESS) return false;
    bool told_anything = false;
    for (auto field : object) {
        std::string_view key;
        if (field.unescaped_key().get(key) != SUCCESS) return false;
        od::value value;
        if (field.value().get(value) != SUCCESS) return false;
        if (key == "content" || key == "stop" || key == "error") told_anything = true;
        if (!read_field(key, value, event)) return false;
    }
    // What follows the object would be garbage between two events.
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return false;
    // The progress of a prefill comes with a token id that means nothing.
    if (event.prefill) event.tokens.clear();
    return told_anything;
}

}  // namespace inference::llamacpp
