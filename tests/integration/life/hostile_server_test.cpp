// SPDX-License-Identifier: EUPL-1.2
// What the library makes of servers that are slow, broken or hostile: the scriptable fake
// (tests/support/fake_llama_server.cpp) in place of llama-server.
#include "support/own_runtime.h"
#include "support/paths.h"
#include "support/processes.h"
#include "support/real_engine.h"
#include "support/scoped_variable.h"
#include "support/temporary_folder.h"

#include <inference/inference.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

namespace {

using namespace inference;
using namespace test_support;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AnyOf;
using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

class hostile : public OwnRuntime {
protected:
    void TearDown() override { expect_nothing_left(); }

    static LoadOptions playing(const std::string& scenario) {
        LoadOptions options;
        options.backend = "llama_cpp";
        options.environment = {{"FAKE_LLAMA_SCENARIO", scenario}};
        return options;
    }

    static std::unique_ptr<TextModel> load(const std::string& scenario) {
        auto model = load_model(support::bundled_model(), playing(scenario));
        EXPECT_TRUE(model) << scenario << ": " << model.error().message;
        return model ? *std::move(model) : nullptr;
    }

    static Error load_error(LoadOptions options) {
        auto model = load_model(support::bundled_model(), std::move(options));
        EXPECT_FALSE(model);
        return model ? Error{} : model.error();
    }

    // The error of a stream, with a deadline where the scenario needs one to end.
    static Error stream_error(const std::string& scenario, milliseconds patience = seconds(60)) {
        const auto model = load(scenario);
        if (!model) return {};
        GenerateOptions options;
        options.max_tokens = 8;
        options.deadline = Clock::now() + patience;
        auto stream = model->generate("one two three", options);
        while (stream.next()) {
        }
        EXPECT_TRUE(stream.error()) << scenario;
        EXPECT_EQ(stream.stop_reason(), StopReason::none) << scenario;
        return stream.error().value_or(Error{});
    }

    const ScopedVariable engine_{"ROCM_LLAMA_SERVER_PATH",
                                 support::fake_llama_server_path().c_str()};
};

TEST_F(hostile, the_fake_is_well_when_told_nothing) {
    const auto model = load("");
    ASSERT_TRUE(model);
    GenerateOptions options;
    options.max_tokens = 3;
    auto text = model->generate("one two three", options).text();
    ASSERT_TRUE(text) << text.error().message;
    EXPECT_EQ(*text, " 3 4 5");
}

TEST_F(hostile, a_load_that_is_stuck_is_given_up) {
    LoadOptions options = playing("load_stall;log=last words");
    options.stall_timeout = milliseconds(300);
    const auto begun = Clock::now();
    const Error error = load_error(options);
    EXPECT_EQ(error.code, ErrorCode::start_failed);
    EXPECT_THAT(error.message, HasSubstr("no progress for 300 ms"));
    EXPECT_THAT(error.detail, HasSubstr("last words"));
    EXPECT_LT(Clock::now() - begun, seconds(20));
}

TEST_F(hostile, a_server_that_never_listens_is_given_up) {
    for (const Transport transport : {Transport::unix_socket, Transport::tcp}) {
        LoadOptions options = playing("no_listen");
        options.stall_timeout = milliseconds(300);
        options.transport = transport;
        EXPECT_EQ(load_error(options).code, ErrorCode::start_failed);
    }
}

TEST_F(hostile, a_hard_limit_holds_however_much_moves) {
    LoadOptions options = playing("load_stall");
    options.load_timeout = milliseconds(300);
    const Error error = load_error(options);
    EXPECT_EQ(error.code, ErrorCode::deadline_exceeded);
    EXPECT_THAT(error.message, HasSubstr("load_timeout"));
}

TEST_F(hostile, a_script_that_stays_in_front_of_the_server_is_warned_of) {
    const TemporaryFolder folder;
    for (const std::string& last_line : {std::string("exec "), std::string()}) {
        const std::filesystem::path script = folder.path() / "llama-server";
        std::ofstream(script) << "#!/bin/sh\n"
                              << last_line << support::fake_llama_server_path()
                              << " \"$@\"\nexit $?\n";
        std::filesystem::permissions(script, std::filesystem::perms(0755));
        const ScopedVariable named("ROCM_LLAMA_SERVER_PATH", script.c_str());
        auto model = load_model(support::bundled_model(), playing(""));
        ASSERT_TRUE(model) << model.error().message;
        const auto warnings = (*model)->info().warnings;
        if (last_line.empty()) {
            EXPECT_THAT(warnings, testing::Contains(HasSubstr("last line with exec")));
        } else {
            EXPECT_THAT(warnings, testing::IsEmpty());
        }
    }
}

// A script in the place of the server: it says something every 100 ms, then becomes the fake.
TEST_F(hostile, a_load_that_is_slow_but_moves_outlives_the_stall_timeout) {
    const TemporaryFolder folder;
    const std::string script = folder.file("llama-server");
    std::ofstream(script) << "#!/bin/sh\n[ \"$1\" = --help ] && exit 0\n"
                          << "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo $i; sleep 0.1; done\n"
                          << "exec '" << support::fake_llama_server_path() << "' \"$@\"\n";
    std::filesystem::permissions(script, std::filesystem::perms(0755));
    const ScopedVariable engine("ROCM_LLAMA_SERVER_PATH", script.c_str());
    LoadOptions options = playing("");
    options.stall_timeout = milliseconds(1000);
    const auto begun = Clock::now();
    auto model = load_model(support::bundled_model(), options);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_GT(Clock::now() - begun, options.stall_timeout);
}

TEST_F(hostile, a_server_that_ends_while_starting_is_told_with_its_last_lines) {
    const Error code = load_error(playing("exit_at=start;exit_code=3;log=first|the last line"));
    EXPECT_EQ(code.code, ErrorCode::start_failed);
    EXPECT_THAT(code.message, HasSubstr("exited with status 3"));
    EXPECT_THAT(code.detail, HasSubstr("the last line"));
    const Error signal = load_error(playing("exit_at=loading;load_ms=50;exit_signal=11"));
    EXPECT_THAT(signal.message, HasSubstr("signal 11"));
    const Error killed = load_error(playing("exit_at=loading;load_ms=50;exit_signal=9"));
    EXPECT_EQ(killed.code, ErrorCode::out_of_memory);
}

TEST_F(hostile, a_server_that_ignores_sigterm_is_killed) {
    for (const char* scenario : {"term_twice", "ignore_term"}) {
        const auto model = load(scenario);
        ASSERT_TRUE(model);
        const auto begun = Clock::now();
        ASSERT_TRUE(model->close());
        const auto took = Clock::now() - begun;
        std::printf("%s: closed in %lld ms (goal 1,000 ms)\n", scenario,
                    static_cast<long long>(std::chrono::duration_cast<milliseconds>(took).count()));
        EXPECT_LT(took, seconds(5));
        EXPECT_TRUE(children_of(::getpid()).empty());
    }
}

TEST_F(hostile, a_flood_of_log_stops_nothing) {
    const auto model = load("log_flood=3000000;stdout_garbage");
    ASSERT_TRUE(model);
    GenerateOptions options;
    options.max_tokens = 3;
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(model->generate("one", options).text());
}

TEST_F(hostile, other_slots_or_less_context_than_asked_for_are_errors) {
    LoadOptions slots = playing("slots=1");
    slots.parallel_slots = 2;
    const Error few = load_error(slots);
    EXPECT_EQ(few.code, ErrorCode::start_failed);
    EXPECT_THAT(few.message, HasSubstr("2 slots were asked for, but the server has 1"));
    LoadOptions context = playing("n_ctx=128");
    context.context_length = 512;
    EXPECT_THAT(load_error(context).message, HasSubstr("but the server gives 128"));
}

TEST_F(hostile, properties_that_make_no_sense_end_the_load) {
    for (const char* scenario :
         {"on=/props;fault=garbage", "on=/props;fault=close", "on=/props;status=500",
          "on=/props;fault=redirect", "on=/props;fault=no_answer"}) {
        LoadOptions options = playing(scenario);
        options.stall_timeout = milliseconds(500);
        EXPECT_THAT(load_error(options).code, AnyOf(ErrorCode::protocol, ErrorCode::engine_refused,
                                                    ErrorCode::deadline_exceeded))
            << scenario;
    }
}

TEST_F(hostile, what_is_no_answer_is_a_protocol_error) {
    for (const char* scenario :
         {"fault=bad_json;at=2", "fault=nan;at=2", "fault=other_shape", "fault=wrong_types",
          "fault=bad_utf8;at=2", "fault=cut;at=2", "fault=end_early;at=2",
          "fault=reset_mid_character;at=2", "fault=chunk_huge;at=2", "fault=chunk_garbage;at=2",
          "fault=garbage", "fault=close", "fault=redirect", "content_type=text/html",
          "fault=long_line;at=1"}) {
        const Error error = stream_error(scenario);
        EXPECT_EQ(error.code, ErrorCode::protocol) << scenario << ": " << error.message;
        EXPECT_THAT(error.message, testing::StartsWith("llamacpp: ")) << scenario;
        EXPECT_LT(error.message.size(), 1000U) << scenario;
    }
}

TEST_F(hostile, chunk_sizes_that_lie_end_in_an_error) {
    for (const char* scenario : {"fault=chunk_short;at=2", "fault=chunk_long;at=2"}) {
        EXPECT_THAT(stream_error(scenario, seconds(3)).code,
                    AnyOf(ErrorCode::protocol, ErrorCode::deadline_exceeded))
            << scenario;
    }
}

TEST_F(hostile, errors_that_the_server_tells_are_the_servers) {
    for (const char* scenario : {"status=500", "fault=error_data;at=2", "fault=error_line;at=2"}) {
        const Error error = stream_error(scenario);
        EXPECT_EQ(error.code, ErrorCode::engine_refused) << scenario;
        EXPECT_THAT(error.message, HasSubstr("the fake failed as told")) << scenario;
    }
}

TEST_F(hostile, silence_ends_at_the_deadline) {
    for (const char* scenario : {"fault=wedge;at=2", "fault=wedge;at=2;ping_ms=20",
                                 "fault=half_line;at=2", "fault=no_answer", "header_byte_ms=100",
                                 "fault=too_many_tokens", "prefill_ms=20000", "token_ms=20000"}) {
        const auto begun = Clock::now();
        EXPECT_EQ(stream_error(scenario, milliseconds(500)).code, ErrorCode::deadline_exceeded)
            << scenario;
        EXPECT_LT(Clock::now() - begun, seconds(20)) << scenario;
    }
}

TEST_F(hostile, a_cancel_ends_every_silence) {
    for (const char* scenario : {"fault=wedge;at=1", "fault=no_answer", "header_byte_ms=100"}) {
        const auto model = load(scenario);
        ASSERT_TRUE(model);
        std::stop_source source;
        GenerateOptions options;
        options.cancel = source.get_token();
        auto stream = model->generate("one", options);
        std::jthread other([&] {
            std::this_thread::sleep_for(milliseconds(50));
            source.request_stop();
        });
        while (stream.next()) {
        }
        EXPECT_EQ(stream.error()->code, ErrorCode::cancelled) << scenario;
    }
}

TEST_F(hostile, what_came_before_a_cancel_is_not_told_after_it) {
    const auto model = load("");
    ASSERT_TRUE(model);
    GenerateOptions options;
    options.max_tokens = 1000;
    auto stream = model->generate("one", options);
    ASSERT_TRUE(stream.next());
    stream.cancel();
    EXPECT_FALSE(stream.next());
    EXPECT_EQ(stream.error()->code, ErrorCode::cancelled);
}

TEST_F(hostile, a_server_that_dies_in_the_middle_is_told_with_its_end_and_its_log) {
    for (const char* scenario : {"exit_at=after_tokens:3;exit_signal=11;log=its log",
                                 "exit_at=after_tokens:3;exit_code=7;log=its log"}) {
        LoadOptions options = playing(scenario);
        options.restarts.most = 0;
        auto loaded = load_model(support::bundled_model(), options);
        ASSERT_TRUE(loaded) << loaded.error().message;
        const auto model = *std::move(loaded);
        auto stream = model->generate("one");
        int tokens = 0;
        while (stream.next())
            ++tokens;
        EXPECT_LE(tokens, 3);
        ASSERT_TRUE(stream.error());
        EXPECT_EQ(stream.error()->code, ErrorCode::engine_died);
        EXPECT_THAT(stream.error()->message, AnyOf(HasSubstr("signal 11"), HasSubstr("status 7")));
        EXPECT_THAT(stream.error()->detail, HasSubstr("its log"));
        EXPECT_EQ(model->generate("one").text().error().code, ErrorCode::engine_died);
        EXPECT_EQ(model->last_error()->code, ErrorCode::engine_died);
    }
}

// The fake's ids are 1000 + their position, whatever the prompt: one that is lost or comes twice
// would show.
TEST_F(hostile, a_stream_outlives_a_server_that_dies_after_every_third_token) {
    LoadOptions options = playing("exit_at=after_tokens:3;exit_signal=11");
    options.restarts = {100, seconds(60), milliseconds(0)};
    auto model = load_model(support::bundled_model(), options);
    ASSERT_TRUE(model) << model.error().message;
    GenerateOptions generate;
    generate.max_tokens = 10;
    TokenStream stream = (*model)->generate(Prompt{1, 2, 3}, generate);
    std::vector<TokenId> ids;
    while (auto token = stream.next())
        ids.push_back(token->id);
    EXPECT_FALSE(stream.error()) << stream.error()->message;
    EXPECT_THAT(ids,
                testing::ElementsAre(1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012));
    EXPECT_GE(stream.metrics().resumptions, 3);
}

// Nobody but the request itself is to blame: it must not take down one server after another.
TEST_F(hostile, a_request_that_kills_every_server_fails_alone) {
    LoadOptions options = playing("exit_at=after_tokens:0;exit_signal=11");
    options.restarts = {100, seconds(60), milliseconds(0)};
    auto model = load_model(support::bundled_model(), options);
    ASSERT_TRUE(model) << model.error().message;
    TokenStream stream = (*model)->generate("one");
    EXPECT_FALSE(stream.next());
    ASSERT_TRUE(stream.error());
    EXPECT_EQ(stream.error()->code, ErrorCode::engine_died);
    EXPECT_EQ(stream.metrics().resumptions, 2);
}

TEST_F(hostile, other_endpoints_that_do_not_answer_end_at_the_deadline_too) {
    const auto model = load("on=/apply-template;fault=no_answer");
    ASSERT_TRUE(model);
    GenerateOptions options;
    options.deadline = Clock::now() + milliseconds(300);
    const Message message{"user", "hello"};
    auto stream = model->chat({&message, 1}, options);
    EXPECT_FALSE(stream.next());
    EXPECT_EQ(stream.error()->code, ErrorCode::deadline_exceeded);
}

}  // namespace
