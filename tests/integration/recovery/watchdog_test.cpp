// SPDX-License-Identifier: EUPL-1.2
// Servers that live but do nothing any more: the real one stopped by a signal, and the fake.
#include "recovery_fixture.h"
#include "support/paths.h"

namespace recovery {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

class watchdog : public Recovery {};

LoadOptions playing(const std::string& scenario) {
    LoadOptions options;
    options.backend = "llama_cpp";
    options.environment = {{"FAKE_LLAMA_SCENARIO", scenario}};
    return options;
}

TEST_F(watchdog, a_server_stopped_in_the_middle_is_killed_and_the_stream_goes_on) {
    REQUIRE_ENGINE();
    LoadOptions options = tireless(support::on_the_cpu());
    options.progress_timeout = milliseconds(800);
    const auto model = support::load_bundled(options);
    ASSERT_TRUE(model);
    GenerateOptions generate;
    generate.max_tokens = 400;
    generate.ignore_end_of_sequence = true;
    const auto undisturbed = all(model->generate("Once upon a time", generate));
    const pid_t first = server_pid();
    TokenStream stream = model->generate("Once upon a time", generate);
    std::vector<Token> tokens;
    for (int i = 0; i < 3; ++i)
        tokens.push_back(stream.next().value());
    ASSERT_TRUE(kill_server(SIGSTOP));
    while (auto token = stream.next())
        tokens.push_back(*std::move(token));
    EXPECT_FALSE(stream.error()) << stream.error()->message;
    EXPECT_EQ(ids_of(tokens), ids_of(undisturbed));
    EXPECT_EQ(stream.metrics().resumptions, 1);
    EXPECT_NE(server_pid(), first);
}

TEST_F(watchdog, a_hanging_server_that_must_not_restart_is_named) {
    const ScopedVariable engine("ROCM_LLAMA_SERVER_PATH",
                                support::fake_llama_server_path().c_str());
    for (const std::string pings : {"", ";ping_ms=20"}) {
        LoadOptions options = playing("fault=wedge;at=2" + pings);
        options.restarts.most = 0;
        options.progress_timeout = milliseconds(100);
        auto model = load_model(support::bundled_model(), options);
        ASSERT_TRUE(model) << model.error().message;
        TokenStream stream = (*model)->generate("one two three");
        int tokens = 0;
        while (stream.next())
            ++tokens;
        EXPECT_EQ(tokens, 2);
        ASSERT_TRUE(stream.error()) << pings;
        EXPECT_EQ(stream.error()->code, ErrorCode::engine_died);
        EXPECT_THAT(stream.error()->message, HasSubstr("hung and was killed"));
        EXPECT_THAT(stream.error()->message, HasSubstr("progress_timeout"));
    }
}

TEST_F(watchdog, a_wedge_that_passes_with_a_restart_is_only_a_pause) {
    const TemporaryFolder folder;
    const ScopedVariable engine("ROCM_LLAMA_SERVER_PATH",
                                support::fake_llama_server_path().c_str());
    LoadOptions options = tireless(playing("fault=wedge;at=2;once=" + folder.file("once")));
    options.progress_timeout = milliseconds(200);
    auto model = load_model(support::bundled_model(), options);
    ASSERT_TRUE(model) << model.error().message;
    GenerateOptions generate;
    generate.max_tokens = 6;
    TokenStream stream = (*model)->generate("one two three", generate);
    auto text = stream.text();
    ASSERT_TRUE(text) << text.error().message;
    EXPECT_EQ(*text, " 3 4 5 6 7 8");
    EXPECT_EQ(stream.metrics().resumptions, 1);
}

TEST_F(watchdog, a_slow_prefill_is_no_wedge) {
    const ScopedVariable engine("ROCM_LLAMA_SERVER_PATH",
                                support::fake_llama_server_path().c_str());
    LoadOptions options = playing("prefill_ms=2000");
    options.restarts.most = 0;
    options.progress_timeout = milliseconds(1000);
    auto model = load_model(support::bundled_model(), options);
    ASSERT_TRUE(model) << model.error().message;
    GenerateOptions generate;
    generate.max_tokens = 3;
    int reports = 0;
    generate.on_prefill = [&](const PrefillProgress&) { ++reports; };
    auto text = (*model)->generate("one two three", generate).text();
    EXPECT_TRUE(text) << text.error().message;
    EXPECT_GT(reports, 5);
}

// The server sends nothing to a request that waits for its slot, not even pings.
TEST_F(watchdog, waiting_for_a_slot_behind_streams_that_nobody_reads_is_no_wedge) {
    REQUIRE_ENGINE();
    LoadOptions options = support::on_the_cpu(1, 1024);
    options.progress_timeout = milliseconds(1000);
    const auto model = support::load_bundled(options);
    ASSERT_TRUE(model);
    const pid_t first = server_pid();
    GenerateOptions generate;
    generate.max_tokens = 900;
    generate.ignore_end_of_sequence = true;
    std::vector<TokenStream> ahead;
    for (int i = 0; i < 5; ++i)
        ahead.push_back(model->generate("Once upon a time", generate));
    generate.max_tokens = 5;
    TokenStream last = model->generate("The capital of France is", generate);
    int tokens = 0;
    while (last.next())
        ++tokens;
    EXPECT_FALSE(last.error()) << last.error()->message;
    EXPECT_EQ(tokens, 5);
    EXPECT_EQ(last.metrics().resumptions, 0);
    EXPECT_EQ(server_pid(), first);
}

}  // namespace
}  // namespace recovery
