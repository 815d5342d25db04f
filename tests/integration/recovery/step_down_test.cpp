// SPDX-License-Identifier: EUPL-1.2
// A server that runs out of memory, or crashes in what it can do without, is started once more
// with less: the fake shows the recorded failures, the real one that it takes what is asked.
#include "recovery_fixture.h"
#include "support/paths.h"

namespace recovery {
namespace {

using std::chrono::milliseconds;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class step_down : public Recovery {
protected:
    static std::string recorded(const std::string& name) {
        return ROCINFER_SOURCE_DIR "/tests/data/failures/" + name + ".log";
    }

    LoadOptions playing(const std::string& scenario) const {
        LoadOptions options;
        options.backend = "llama_cpp";
        options.environment = {{"FAKE_LLAMA_SCENARIO", scenario + ";once=" + folder_.file("once")}};
        options.restarts.first_delay = milliseconds(0);
        return options;
    }

    static Result<std::unique_ptr<TextModel>> load(const LoadOptions& options) {
        const ScopedVariable engine("ROCM_LLAMA_SERVER_PATH",
                                    support::fake_llama_server_path().c_str());
        return load_model(support::bundled_model(), options);
    }

    /// A scenario whose first server answers one token and then fails as recorded.
    std::unique_ptr<TextModel> fail_in_use(const std::string& failure) const {
        auto model =
            load(playing("exit_at=after_tokens:1;exit_signal=6;last_words=" + recorded(failure)));
        EXPECT_TRUE(model) << model.error().message;
        if (!model) return nullptr;
        GenerateOptions generate;
        generate.max_tokens = 4;
        TokenStream stream = (*model)->generate("one two three", generate);
        auto text = stream.text();
        EXPECT_TRUE(text) << text.error().message;
        EXPECT_EQ(text.value_or(""), " 3 4 5 6");
        EXPECT_EQ(stream.metrics().resumptions, 1);
        return *std::move(model);
    }

    const TemporaryFolder folder_;
};

TEST_F(step_down, no_room_for_the_cache_halves_an_open_context) {
    auto model = load(playing("exit_at=start;log_file=" + recorded("gpu_memory_for_cache")));
    ASSERT_TRUE(model) << model.error().message;
    const ModelInfo info = (*model)->info();
    EXPECT_EQ(info.context_length, 512) << "the model's own context is 1024";
    EXPECT_THAT(info.warnings, Contains(HasSubstr("1024 tokens, so it is 512 now")));
}

TEST_F(step_down, a_context_that_was_asked_for_is_kept_and_the_cache_is_quantised) {
    LoadOptions options = playing("exit_at=start;log_file=" + recorded("gpu_memory_for_cache"));
    options.context_length = 512;
    auto model = load(options);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ((*model)->info().context_length, 512);
    EXPECT_THAT((*model)->info().warnings, Contains(HasSubstr("q8_0")));
    const auto arguments = texts_of(server_pid(), "cmdline");
    EXPECT_THAT(arguments, Contains("--cache-type-k"));
    EXPECT_THAT(arguments, Contains("--cache-type-v"));
}

TEST_F(step_down, what_the_caller_set_is_not_touched) {
    LoadOptions options = playing("exit_at=start;log_file=" + recorded("gpu_memory_for_cache"));
    options.context_length = 512;
    options.extra_arguments = {"--cache-type-k", "f16"};
    auto model = load(options);
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::out_of_memory);
}

TEST_F(step_down, it_can_be_switched_off) {
    LoadOptions options = playing("exit_at=start;log_file=" + recorded("gpu_memory_for_cache"));
    options.step_down = false;
    auto model = load(options);
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::out_of_memory);
}

TEST_F(step_down, other_failures_are_not_tried_again) {
    auto model = load(playing("exit_at=start;log_file=" + recorded("unknown_architecture")));
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::unsupported);
}

TEST_F(step_down, a_first_request_without_room_is_answered_with_less_context) {
    const auto model = fail_in_use("gpu_memory_in_use");
    ASSERT_TRUE(model);
    EXPECT_EQ(model->info().context_length, 512);
    EXPECT_THAT(model->info().warnings, Contains(HasSubstr("so it is 512 now")));
}

TEST_F(step_down, a_crash_in_flash_attention_is_survived_without_it) {
    const auto model = fail_in_use("gpu_flash_attention_fatal");
    ASSERT_TRUE(model);
    EXPECT_THAT(model->info().warnings, Contains(HasSubstr("flash attention")));
    EXPECT_THAT(texts_of(server_pid(), "cmdline"), Contains("--flash-attn"));
}

TEST_F(step_down, a_crash_in_a_graph_is_survived_without_graphs) {
    const auto model = fail_in_use("gpu_graph_update");
    ASSERT_TRUE(model);
    EXPECT_THAT(model->info().warnings, Contains(HasSubstr("graphs")));
    EXPECT_THAT(texts_of(server_pid(), "environ"), Contains("GGML_CUDA_DISABLE_GRAPHS=1"));
}

TEST_F(step_down, a_crash_for_another_reason_changes_nothing) {
    const auto model = fail_in_use("gpu_hang");
    ASSERT_TRUE(model);
    EXPECT_TRUE(model->info().warnings.empty());
    EXPECT_THAT(texts_of(server_pid(), "cmdline"), Not(Contains("--flash-attn")));
}

TEST_F(step_down, the_real_server_takes_what_is_asked_of_it) {
    REQUIRE_ENGINE();
    using Extra = std::vector<std::string>;
    for (const Extra& extra : {Extra{"--cache-type-k", "q8_0", "--cache-type-v", "q8_0"},
                               Extra{"--flash-attn", "off"}}) {
        LoadOptions options = support::on_the_cpu();
        options.extra_arguments.insert(options.extra_arguments.end(), extra.begin(), extra.end());
        const auto model = support::load_bundled(options);
        ASSERT_TRUE(model);
        GenerateOptions generate;
        generate.max_tokens = 4;
        EXPECT_FALSE(all(model->generate("The capital of France is", generate)).empty());
    }
}

}  // namespace
}  // namespace recovery
