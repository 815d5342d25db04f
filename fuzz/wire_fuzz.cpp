// SPDX-License-Identifier: EUPL-1.2
// What a server may answer: events of a completion, errors and /props, as arbitrary bytes, and an
// event that is well formed with arbitrary content. nlohmann's parser is the witness for
// simdjson's.
#include "http/sse_framer.h"
#include "llamacpp/failure/error_answer.h"
#include "llamacpp/server/properties.h"
#include "llamacpp/stream/completion_event.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace inference;
using namespace inference::llamacpp;
using nlohmann::json;

void require(bool holds) {
    if (!holds) std::abort();
}

/// The text with exactly the padding that the framer promises, so that an overrun is seen.
class Padded {
public:
    explicit Padded(std::string_view text)
        : size_(text.size()), bytes_(new char[text.size() + http::SseFramer::kPadding]()) {
        text.copy(bytes_.get(), text.size());
    }
    std::string_view text() const { return {bytes_.get(), size_}; }

private:
    std::size_t size_;
    std::unique_ptr<char[]> bytes_;
};

bool same(const CompletionEvent& a, const CompletionEvent& b) {
    return a.content == b.content && a.tokens == b.tokens && a.last == b.last &&
           a.stop_type == b.stop_type && a.logprobs.size() == b.logprobs.size() &&
           a.candidates.size() == b.candidates.size() && a.is_error == b.is_error;
}

void agree_with_witness(std::string_view text, const CompletionEvent& event) {
    const json witness = json::parse(text, nullptr, false);
    if (!witness.is_object()) return;  // simdjson does not look into what it skips
    const auto text_of = [&](const char* key) {
        return witness.contains(key) ? witness[key].get<std::string>() : std::string();
    };
    require(event.content == text_of("content"));
    require(event.stop_type == text_of("stop_type"));
    require(event.last == (witness.contains("stop") && witness["stop"].get<bool>()));
    require(event.is_error == witness.contains("error"));
}

void read_as_event(std::string_view text) {
    const Padded padded(text);
    CompletionEventReader reader;
    CompletionEvent event;
    const bool read = reader.read(padded.text(), event);
    if (read) {
        for (const TokenId id : event.tokens)
            require(id >= 0);
        for (const auto& candidate : event.candidates)
            require(candidate.first >= 0);
        agree_with_witness(text, event);
    }
    // Whatever an event left behind, the next is read as if it were the first.
    CompletionEvent again = event;
    require(reader.read(padded.text(), again) == read);
    require(!read || same(event, again));
    const Padded plain(R"({"content":"x","tokens":[7],"stop":false})");
    require(reader.read(plain.text(), again));
    require(again.content == "x" && again.tokens == std::vector<TokenId>{7});
    require(again.candidates.empty() && again.logprobs.empty() && !again.timings);
}

void write_and_read(const std::uint8_t* data, std::size_t size) {
    std::vector<TokenId> ids;
    for (std::size_t i = 0; i + 2 < size && i < 48; i += 3)
        ids.push_back(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
    const std::string raw(reinterpret_cast<const char*>(data), size);
    json event{{"content", raw}, {"tokens", ids}, {"stop", size % 2 == 0}};
    const auto line = event.dump(-1, ' ', size % 3 == 0, json::error_handler_t::replace);
    const Padded padded(line);
    CompletionEventReader reader;
    CompletionEvent got;
    require(reader.read(padded.text(), got));
    require(got.tokens == ids);
    require(got.content == json::parse(line)["content"].get<std::string>());
    require(got.last == (size % 2 == 0));
}

void read_as_error(std::string_view text) {
    const Error error = explain_error_answer("generating", 500, text);
    require(error.message.starts_with("llamacpp: generating: "));
    require(error.message.size() < 600);
    require(error.detail.empty());
}

void read_as_properties(std::string_view text) {
    const auto properties = parse_properties(text);
    if (!properties) {
        require(properties.error().code == ErrorCode::protocol);
        return;
    }
    require(properties->slots >= 0 && properties->context_per_slot >= 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    read_as_event(text);
    read_as_error(text);
    read_as_properties(text);
    write_and_read(data, size);
    return 0;
}
