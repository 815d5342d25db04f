// SPDX-License-Identifier: EUPL-1.2
// What is said to the server, and how what it says is understood.
#include "llamacpp/stream/completion_event.h"

#include "http/sse_framer.h"
#include "llamacpp/failure/error_answer.h"
#include "llamacpp/request/completion_request.h"
#include "llamacpp/server/properties.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace inference::llamacpp {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

class Events {
public:
    bool read(std::string_view text) {
        padded_.assign(text);
        padded_.append(http::SseFramer::kPadding, '\0');
        return reader_.read(std::string_view(padded_).substr(0, text.size()), event);
    }
    CompletionEvent event;

private:
    std::string padded_;
    CompletionEventReader reader_;
};

TEST(completion_event, a_token_is_read) {
    Events events;
    ASSERT_TRUE(events.read(
        R"({"index":0,"content":" caf\u00e9 \"x\"","tokens":[42],"stop":false,"tokens_predicted":3,)"
        R"("tokens_evaluated":9,"unknown":{"deep":[1,{"er":null}]}})"));
    EXPECT_EQ(events.event.content, " café \"x\"");
    EXPECT_THAT(events.event.tokens, ElementsAre(42));
    EXPECT_FALSE(events.event.last);
    EXPECT_EQ(events.event.prompt_tokens, 9);
    EXPECT_EQ(events.event.generated_tokens, 3);
}

TEST(completion_event, the_last_one_carries_the_figures) {
    Events events;
    ASSERT_TRUE(events.read(
        R"({"content":"","tokens":[],"stop":true,"stop_type":"limit","timings":{"cache_n":5,)"
        R"("prompt_n":4,"prompt_ms":1.5,"predicted_n":7,"predicted_ms":12}})"));
    EXPECT_TRUE(events.event.last);
    EXPECT_EQ(events.event.stop_type, "limit");
    ASSERT_TRUE(events.event.timings);
    EXPECT_EQ(events.event.timings->cached_tokens, 5);
    EXPECT_EQ(events.event.timings->decoded_tokens, 7);
    EXPECT_EQ(events.event.timings->decode_ms, 12);
}

TEST(completion_event, nothing_of_the_event_before_is_left) {
    Events events;
    ASSERT_TRUE(events.read(R"({"content":"x","tokens":[1,2],"stop":true,"stop_type":"eos"})"));
    ASSERT_TRUE(events.read(R"({"content":"","stop":false})"));
    EXPECT_TRUE(events.event.tokens.empty());
    EXPECT_FALSE(events.event.last);
    EXPECT_EQ(events.event.stop_type, "");
}

TEST(completion_event, the_progress_of_a_prefill_is_no_token) {
    Events events;
    ASSERT_TRUE(events.read(
        R"({"content":"","tokens":[0],"stop":false,"prompt_progress":{"total":9,"cache":2,)"
        R"("processed":4,"time_ms":1}})"));
    EXPECT_TRUE(events.event.tokens.empty());
    ASSERT_TRUE(events.event.prefill);
    EXPECT_EQ(events.event.prefill->total, 9);
    EXPECT_EQ(events.event.prefill->processed, 4);
}

TEST(completion_event, probabilities_are_read) {
    Events events;
    ASSERT_TRUE(events.read(
        R"({"content":"x","tokens":[7],"stop":false,"completion_probabilities":[{"id":7,)"
        R"("token":"x","bytes":[120],"logprob":-0.5,"top_logprobs":[{"id":7,"token":"x",)"
        R"("bytes":[120],"logprob":-0.5},{"id":9,"token":"y","bytes":[121],"logprob":-2}]}]})"));
    EXPECT_THAT(events.event.logprobs, ElementsAre(-0.5F));
    EXPECT_THAT(events.event.candidates, ElementsAre(std::pair(7, -0.5F), std::pair(9, -2.0F)));
}

TEST(completion_event, an_error_is_known) {
    Events events;
    ASSERT_TRUE(events.read(R"({"error":{"code":500,"message":"x","type":"server_error"}})"));
    EXPECT_TRUE(events.event.is_error);
}

TEST(completion_event, what_is_no_event_is_refused) {
    Events events;
    for (const char* text :
         {"",
          " ",
          "{",
          "}",
          "[]",
          "null",
          "7",
          "\"x\"",
          "{}",
          "not json",
          "{\"content\":}",
          R"({"content":"x","tokens":[NaN],"stop":false})",
          R"({"content":"x","tokens":[7],"stop":false} trailing)",
          R"({"content":"x","tokens":[7],"stop":false}{"content":"y"})",
          R"({"content":"x","tokens":[7],"stop":false)",
          R"({"content":7,"tokens":[7],"stop":false})",
          R"({"content":"x","tokens":"7","stop":false})",
          R"({"content":"x","tokens":[7.5],"stop":false})",
          R"({"content":"x","tokens":[4294967296],"stop":false})",
          R"({"content":"x","tokens":[-1],"stop":false})",
          R"({"content":"x","tokens":[99999999999999999999],"stop":false})",
          R"({"content":"x","tokens":[7],"stop":"no"})",
          R"({"content":"x","timings":{"prompt_ms":"fast"}})",
          R"({"content":"x","completion_probabilities":[{"logprob":NaN}]})",
          R"({"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[]})"}) {
        EXPECT_FALSE(events.read(text)) << text;
    }
    EXPECT_FALSE(events.read("{\"content\":\"\xc3\x28\",\"stop\":false}")) << "not UTF-8";
    EXPECT_FALSE(events.read("{\"x\":" + std::string(5000, '[') + "}"));
    EXPECT_TRUE(events.read(R"({"content":"fine","stop":false})")) << "and goes on after it";
}

TEST(properties, what_the_server_gives_is_read) {
    const auto read = parse_properties(
        R"({"total_slots":4,"default_generation_settings":{"n_ctx":512},"build_info":"b1"})");
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(read->slots, 4);
    EXPECT_EQ(read->context_per_slot, 512);
    EXPECT_EQ(read->build, "b1");
}

TEST(properties, figures_that_are_none_are_refused_by_name) {
    for (const char* slots : {"-1", "4294967297", "1.5", "\"4\"", "null"}) {
        const auto read = parse_properties(std::string(R"({"total_slots":)") + slots +
                                           R"(,"default_generation_settings":{"n_ctx":512}})");
        ASSERT_FALSE(read.has_value()) << slots;
        EXPECT_EQ(read.error().code, ErrorCode::protocol);
        EXPECT_THAT(read.error().message, testing::HasSubstr("total_slots")) << slots;
    }
    EXPECT_FALSE(parse_properties("[]").has_value());
    EXPECT_FALSE(parse_properties(R"({"total_slots":4})").has_value());
}

TEST(error_answer, each_kind_has_its_code) {
    const auto explain = [](const char* type, const char* more = "") {
        return explain_error_answer(
            "generating", 400,
            std::string(R"({"error":{"code":400,"message":"why","type":")") + type + "\"" + more +
                "}}");
    };
    EXPECT_EQ(explain("invalid_request_error").code, ErrorCode::invalid_argument);
    EXPECT_EQ(explain("not_supported_error").code, ErrorCode::unsupported);
    EXPECT_EQ(explain("server_error").code, ErrorCode::engine_refused);
    EXPECT_EQ(explain("server_error").message, "llamacpp: generating: why");
    const Error full =
        explain("exceed_context_size_error", R"(,"n_prompt_tokens":500,"n_ctx":256)");
    EXPECT_EQ(full.code, ErrorCode::context_exceeded);
    EXPECT_THAT(full.message, HasSubstr("500"));
    EXPECT_THAT(full.message, HasSubstr("256"));
}

TEST(error_answer, one_inside_a_stream_may_stand_alone) {
    const Error error = explain_error_answer(
        "generating", 500, R"({"code":500,"message":"broke","type":"server_error"})");
    EXPECT_EQ(error.code, ErrorCode::engine_refused);
    EXPECT_THAT(error.message, HasSubstr("broke"));
}

TEST(error_answer, what_explains_nothing_is_told_by_its_status) {
    for (const char* body :
         {"", "<html>", "{}", "[]", "null", R"({"error":"text"})", R"({"error":{"message":7}})",
          R"({"error":{"type":"server_error"}})"}) {
        const Error error = explain_error_answer("generating", 502, body);
        EXPECT_EQ(error.code, ErrorCode::protocol) << body;
        EXPECT_THAT(error.message, HasSubstr("502")) << body;
    }
}

TEST(error_answer, a_long_message_is_cut_between_characters) {
    std::string message = "x";
    for (int i = 0; i < 1000; ++i)
        message += "é";
    const Error error = explain_error_answer(
        "generating", 500, json{{"error", {{"message", message}, {"type", "t"}}}}.dump());
    EXPECT_LT(error.message.size(), 500U);
    EXPECT_NO_THROW((void)json(error.message).dump()) << "valid UTF-8";
}

}  // namespace
}  // namespace inference::llamacpp
