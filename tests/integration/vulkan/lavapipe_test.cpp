// SPDX-License-Identifier: EUPL-1.2
// The real engine through Vulkan, on Mesa's lavapipe: a Vulkan device in software, so no card is
// needed. scripts/test puts the engine into the build folder.
#include "support/processes.h"
#include "support/real_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <stop_token>
#include <string>
#include <unistd.h>
#include <vector>

namespace inference {
namespace {

using testing::HasSubstr;

const std::string kEngine = ROCINFER_BINARY_DIR "/vulkan-engine";

class lavapipe : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(kEngine + "/bin/llama-server")) {
            GTEST_SKIP() << "needs the Vulkan engine: scripts/test puts it into " << kEngine;
        }
    }

    static LoadOptions options() {
        LoadOptions options = support::on_the_cpu(1, 512);
        options.backend = "vulkan";
        options.engine = kEngine;
        options.device = "llvmpipe";
        options.environment = {
            {"GGML_VK_VISIBLE_DEVICES", "0"},
            {"VK_DRIVER_FILES", kEngine + "/usr/share/vulkan/icd.d/lvp_icd.json"}};
        return options;
    }
};

GenerateOptions exactly(int tokens) {
    GenerateOptions options;
    options.max_tokens = tokens;
    options.ignore_end_of_sequence = true;
    return options;
}

std::string read_all(TokenStream& stream) {
    std::string text;
    while (auto token = stream.next())
        text += token->text;
    EXPECT_FALSE(stream.error()) << stream.error()->message;
    return text;
}

bool has_warning(const TextModel& model, const std::string& text) {
    for (const auto& warning : model.info().warnings) {
        if (warning.find(text) != std::string::npos) return true;
    }
    return false;
}

TEST_F(lavapipe, answers_and_is_called_what_it_is) {
    const auto model = support::load_bundled(options());
    ASSERT_TRUE(model);
    EXPECT_EQ(model->info().backend, "vulkan");
    EXPECT_THAT(model->info().device, HasSubstr("llvmpipe"));
    EXPECT_GT(model->info().gpu_bytes, 0U);
    EXPECT_EQ(model->info().gpu_layers, 7);
    auto stream = model->generate("The capital of France is", exactly(8));
    EXPECT_THAT(read_all(stream), HasSubstr("Paris"));
}

TEST_F(lavapipe, counts_as_a_gpu_only_where_it_was_named) {
    auto named = options();
    named.require_gpu = true;
    auto model = load_model(support::bundled_model(), named);
    EXPECT_TRUE(model) << model.error().message;

    auto unnamed = options();
    unnamed.backend = "llama_cpp";
    unnamed.device.clear();
    unnamed.require_gpu = true;
    auto refused = load_model(support::bundled_model(), unnamed);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
    EXPECT_THAT(refused.error().message, HasSubstr("llvmpipe"));

    unnamed.require_gpu = false;
    auto allowed = load_model(support::bundled_model(), unnamed);
    ASSERT_TRUE(allowed) << allowed.error().message;
    EXPECT_THAT((*allowed)->info().device, HasSubstr("llvmpipe"));
}

TEST_F(lavapipe, is_not_taken_for_a_card_that_this_machine_does_not_have) {
    auto wrong = options();
    wrong.device = "no such device";
    auto refused = load_model(support::bundled_model(), wrong);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("llvmpipe")) << "what there is, is named";
}

TEST_F(lavapipe, stops_when_a_stream_is_cancelled) {
    const auto model = support::load_bundled(options());
    ASSERT_TRUE(model);
    std::stop_source stop;
    auto request = exactly(400);
    request.cancel = stop.get_token();
    auto stream = model->generate("Once upon a time", request);
    ASSERT_TRUE(stream.next());
    stop.request_stop();
    while (stream.next()) {
    }
    ASSERT_TRUE(stream.error());
    EXPECT_EQ(stream.error()->code, ErrorCode::cancelled);
    auto after = model->generate("The capital of France is", exactly(8));
    EXPECT_THAT(read_all(after), HasSubstr("Paris"));
}

TEST_F(lavapipe, goes_on_where_it_was_when_the_server_is_killed) {
    auto tireless = options();
    tireless.restarts.most = 10;
    const auto model = support::load_bundled(tireless);
    ASSERT_TRUE(model);
    auto undisturbed = model->generate("Once upon a time", exactly(60));
    const auto expected = read_all(undisturbed);
    auto stream = model->generate("Once upon a time", exactly(60));
    std::string text;
    for (int i = 0; i < 20; ++i) {
        auto token = stream.next();
        ASSERT_TRUE(token);
        text += token->text;
    }
    const auto children = test_support::children_of(::getpid());
    ASSERT_EQ(children.size(), 1U);
    ASSERT_EQ(::kill(children.front(), SIGKILL), 0);
    text += read_all(stream);
    EXPECT_EQ(stream.metrics().generated_tokens, 60);
    EXPECT_EQ(text, expected);
    EXPECT_FALSE(has_warning(*model, "CPU"));
}

TEST_F(lavapipe, is_not_used_by_an_engine_that_has_no_vulkan) {
    const auto engine = rocm::find_engine();
    if (!engine) GTEST_SKIP() << "needs another llama-server";
    auto wrong = options();
    wrong.engine = engine->path;
    auto refused = load_model(support::bundled_model(), wrong);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("engine install vulkan"));
}

}  // namespace
}  // namespace inference
