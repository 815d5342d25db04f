// SPDX-License-Identifier: EUPL-1.2
// A model whose server dies again and again: back-off, the circuit breaker, close() meanwhile.
#include "recovery_fixture.h"
#include "support/paths.h"

#include <filesystem>

namespace recovery {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

class restart : public Recovery {
protected:
    void SetUp() override { REQUIRE_ENGINE(); }

    static std::optional<Error> error_of(TextModel& model) {
        TokenStream stream = model.generate("Once upon a time");
        while (stream.next()) {
        }
        return stream.error();
    }
};

TEST_F(restart, an_idle_model_is_ready_again_before_anybody_asks) {
    const auto model = support::load_bundled(support::on_the_cpu());
    ASSERT_TRUE(model);
    const pid_t first = server_pid();
    ASSERT_TRUE(kill_server());
    const auto patience = Clock::now() + seconds(30);
    while (Clock::now() < patience && (server_pid() == 0 || server_pid() == first))
        std::this_thread::yield();
    EXPECT_NE(server_pid(), first);
    EXPECT_FALSE(error_of(*model));
}

TEST_F(restart, a_relative_path_is_still_the_models_after_the_host_went_to_another_folder) {
    const fs::path home = fs::current_path();
    fs::current_path(fs::path(support::bundled_model()).parent_path());
    auto model =
        load_model(fs::path(support::bundled_model()).filename().string(), support::on_the_cpu());
    fs::current_path("/");
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_TRUE(kill_server());
    const auto error = error_of(**model);
    fs::current_path(home);
    EXPECT_FALSE(error) << error->message;
}

TEST_F(restart, used_up_restarts_are_an_error_that_says_so) {
    LoadOptions options = support::on_the_cpu();
    options.restarts = {2, seconds(600), milliseconds(0)};
    const auto model = support::load_bundled(options);
    ASSERT_TRUE(model);
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(kill_server());
        EXPECT_FALSE(error_of(*model));
    }
    ASSERT_TRUE(kill_server());
    const auto begun = Clock::now();
    const auto error = error_of(*model);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, ErrorCode::engine_died);
    EXPECT_THAT(error->message, HasSubstr("2 times within 600 s"));
    EXPECT_THAT(error->message, HasSubstr("signal 9"));
    EXPECT_LT(Clock::now() - begun, seconds(30));
    EXPECT_TRUE(error_of(*model)) << "the breaker stays open";
}

TEST_F(restart, the_breaker_closes_when_its_window_has_moved_on) {
    LoadOptions options = support::on_the_cpu();
    options.restarts = {1, milliseconds(1500), milliseconds(0)};
    const auto model = support::load_bundled(options);
    ASSERT_TRUE(model);
    ASSERT_TRUE(kill_server());
    EXPECT_FALSE(error_of(*model));
    ASSERT_TRUE(kill_server());
    const auto patience = Clock::now() + seconds(60);
    std::optional<Error> error = error_of(*model);
    while (error && Clock::now() < patience)
        error = error_of(*model);
    EXPECT_FALSE(error) << error->message;
}

TEST_F(restart, a_model_that_must_not_restart_stays_dead_and_says_why) {
    LoadOptions options = support::on_the_cpu();
    options.restarts.most = 0;
    const auto model = support::load_bundled(options);
    ASSERT_TRUE(model);
    ASSERT_TRUE(kill_server());
    for (int i = 0; i < 2; ++i) {
        const auto error = error_of(*model);
        ASSERT_TRUE(error);
        EXPECT_EQ(error->code, ErrorCode::out_of_memory);
        EXPECT_THAT(error->message, HasSubstr("signal 9"));
    }
}

TEST_F(restart, who_waits_for_a_restart_may_give_up) {
    LoadOptions options = support::on_the_cpu();
    options.restarts = {5, seconds(600), seconds(600)};
    const auto model = support::load_bundled(options);
    ASSERT_TRUE(model);
    ASSERT_TRUE(kill_server());
    EXPECT_FALSE(error_of(*model));  // the first restart is at once
    ASSERT_TRUE(kill_server());      // the next one would be in ten minutes
    GenerateOptions hurried;
    hurried.deadline = Clock::now() + milliseconds(300);
    TokenStream late = model->generate("Once upon a time", hurried);
    while (late.next()) {
    }
    ASSERT_TRUE(late.error());
    EXPECT_EQ(late.error()->code, ErrorCode::deadline_exceeded);

    TokenStream stream = model->generate("Once upon a time");
    std::jthread other([&] { stream.cancel(); });
    while (stream.next()) {
    }
    ASSERT_TRUE(stream.error());
    EXPECT_EQ(stream.error()->code, ErrorCode::cancelled);
}

TEST_F(restart, close_ends_the_wait_for_a_restart) {
    LoadOptions options = support::on_the_cpu();
    options.restarts = {5, seconds(600), seconds(600)};
    const auto model = support::load_bundled(options);
    ASSERT_TRUE(model);
    ASSERT_TRUE(kill_server());
    EXPECT_FALSE(error_of(*model));
    ASSERT_TRUE(kill_server());
    std::jthread closer([&] { EXPECT_TRUE(model->close()); });
    const auto error = error_of(*model);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, ErrorCode::closed);
}

TEST_F(restart, a_file_that_vanished_is_named_when_the_restarts_are_used_up) {
    const TemporaryFolder folder;
    const std::string copy = folder.file("model.gguf");
    std::filesystem::copy_file(support::bundled_model(), copy);
    LoadOptions options = support::on_the_cpu();
    options.restarts = {2, seconds(600), milliseconds(0)};
    auto model = load_model(copy, options);
    ASSERT_TRUE(model) << model.error().message;
    std::filesystem::remove(copy);
    ASSERT_TRUE(kill_server());
    const auto error = error_of(**model);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, ErrorCode::engine_died);
    EXPECT_THAT(error->message, HasSubstr("model.gguf"));
}

}  // namespace
}  // namespace recovery
