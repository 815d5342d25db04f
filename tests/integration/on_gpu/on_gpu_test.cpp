// SPDX-License-Identifier: EUPL-1.2
// What only a machine with an AMD GPU and a llama-server built for ROCm can show. Elsewhere each
// test is skipped with the reason that the backend gives.
#include "support/own_runtime.h"
#include "support/processes.h"
#include "support/real_engine.h"

#include <inference/rocm/gpus.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

namespace inference {
namespace {

class on_gpu : public test_support::OwnRuntime {
protected:
    void SetUp() override {
        const auto backend = registry().get("rocm");
        ASSERT_TRUE(backend);
        if (auto ok = (*backend)->available(); !ok) GTEST_SKIP() << ok.error().message;
    }

    void TearDown() override { expect_nothing_left(); }

    static std::string model_path() {
        const char* named = std::getenv("ROCINFER_TEST_GPU_MODEL");
        return named != nullptr ? named : support::bundled_model();
    }

    static std::unique_ptr<TextModel> load() {
        LoadOptions options;
        options.backend = "rocm";
        options.require_gpu = true;
        auto model = load_model(model_path(), options);
        EXPECT_TRUE(model) << model.error().message << '\n' << model.error().detail;
        return model ? *std::move(model) : nullptr;
    }

    static std::vector<TokenId> ids_of(TokenStream stream) {
        std::vector<TokenId> ids;
        while (auto token = stream.next())
            ids.push_back(token->id);
        EXPECT_FALSE(stream.error()) << stream.error()->message;
        return ids;
    }

    static GenerateOptions exactly(int tokens) {
        GenerateOptions options;
        options.max_tokens = tokens;
        options.ignore_end_of_sequence = true;
        return options;
    }
};

TEST_F(on_gpu, the_whole_model_is_on_one_card_and_takes_its_memory) {
    const auto model = load();
    ASSERT_TRUE(model);
    const ModelInfo info = model->info();
    EXPECT_EQ(info.backend, "rocm");
    EXPECT_NE(info.gpu_layers, 0);
    EXPECT_GT(info.gpu_bytes, 0U);
    EXPECT_THAT(info.warnings, testing::IsEmpty());
    EXPECT_FALSE(ids_of(model->generate("The capital of France is")).empty());
    EXPECT_GT(model->metrics().active_memory_bytes, 0U);
}

TEST_F(on_gpu, the_server_sees_one_card_only) {
    const auto model = load();
    ASSERT_TRUE(model);
    const auto environment = test_support::texts_of(server(), "environ");
    EXPECT_EQ(std::ranges::count(environment, "HIP_VISIBLE_DEVICES=0"), 1);
    EXPECT_EQ(std::ranges::count_if(environment,
                                    [](const std::string& entry) {
                                        return entry.starts_with("ROCR_VISIBLE_DEVICES=");
                                    }),
              1);
}

TEST_F(on_gpu, the_memory_comes_back_when_the_model_is_closed) {
    const auto used = [] {
        std::uint64_t sum = 0;
        const auto machine = rocm::read_gpus();
        EXPECT_TRUE(machine);
        if (!machine) return sum;
        for (const rocm::Gpu& gpu : machine->gpus)
            sum += (gpu.works_in_gtt ? gpu.gtt : gpu.vram).used.value_or(0);
        return sum;
    };
    const std::uint64_t before = used();
    ASSERT_TRUE(load());  // closed at once
    constexpr std::uint64_t kOthers = std::uint64_t{64} << 20;
    EXPECT_LE(used(), before + kOthers);
}

// On a GPU it was never measured whether a short prefill equals decoding bit for bit.
TEST_F(on_gpu, a_stream_whose_server_is_killed_goes_on_token_for_token) {
    const auto model = load();
    ASSERT_TRUE(model);
    const auto whole = ids_of(model->generate("Once upon a time", exactly(150)));
    for (const std::size_t place : {std::size_t{1}, std::size_t{40}, std::size_t{100}}) {
        TokenStream stream = model->generate("Once upon a time", exactly(150));
        std::vector<TokenId> ids;
        while (auto token = stream.next()) {
            ids.push_back(token->id);
            if (ids.size() == place) {
                EXPECT_EQ(::kill(server(), SIGKILL), 0);
            }
        }
        EXPECT_FALSE(stream.error()) << stream.error()->message;
        EXPECT_EQ(ids, whole) << "killed after " << place << " tokens";
    }
}

}  // namespace
}  // namespace inference
