// SPDX-License-Identifier: EUPL-1.2
// The command line and the environment of real loads, byte for byte, read from the started child.
// The server is the fake one with a real server's --help. tests/data/launch has what is expected;
// after a wanted change, copy the file that the failed test names over it.
#include "backend/backends.h"
#include "support/own_runtime.h"
#include "support/paths.h"
#include "support/processes.h"
#include "support/temporary_folder.h"

#include <inference/inference.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using namespace inference;

std::vector<std::string> own_environment() {
    std::vector<std::string> entries;
    for (char** entry = environ; *entry != nullptr; ++entry)
        entries.emplace_back(*entry);
    return entries;
}

/// Nothing of the host's environment but these variables, for as long as the object lives.
class OnlyTheseVariables {
public:
    explicit OnlyTheseVariables(const std::vector<std::pair<std::string, std::string>>& variables)
        : before_(own_environment()) {
        ::clearenv();
        for (const auto& [name, value] : variables)
            ::setenv(name.c_str(), value.c_str(), 1);
    }
    OnlyTheseVariables(const OnlyTheseVariables&) = delete;
    OnlyTheseVariables& operator=(const OnlyTheseVariables&) = delete;
    ~OnlyTheseVariables() {
        ::clearenv();
        for (const std::string& entry : before_) {
            const std::size_t equals = entry.find('=');
            ::setenv(entry.substr(0, equals).c_str(), entry.substr(equals + 1).c_str(), 1);
        }
    }

private:
    const std::vector<std::string> before_;
};

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
        text.replace(at, from.size(), to);
}

std::string text_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

class golden : public testing::Test {
protected:
    void TearDown() override { EXPECT_TRUE(test_support::children_of(::getpid()).empty()); }

    /// Loads the bundled model and compares the server's command line and environment.
    void expect_launch(const std::string& name, Backend& backend, const LoadOptions& options) {
        const OnlyTheseVariables only({
            {"AIP_MODE", "PREDICTION"},
            {"CUDA_VISIBLE_DEVICES", "1"},
            {"FAKE_LLAMA_HELP", ROCINFER_SOURCE_DIR "/tests/data/llama_server/help.txt"},
            {"GPU_DEVICE_ORDINAL", "1"},
            {"HIP_VISIBLE_DEVICES", "1"},
            {"HOME", "/home/user"},
            {"LLAMA_ARG_CTX_SIZE", "7"},
            {"PATH", "/usr/bin:/bin"},
            {"ROCM_LLAMA_SERVER_PATH", support::fake_llama_server_path()},
            {"XDG_RUNTIME_DIR", runtime_.path().string()},
        });
        auto model = backend.load_model(support_model(), options);
        ASSERT_TRUE(model) << model.error().message << "\n" << model.error().detail;
        const auto children = test_support::children_of(::getpid());
        ASSERT_EQ(children.size(), 1U);
        std::string launched;
        for (const std::string& word : test_support::texts_of(children.front(), "cmdline"))
            launched += "argument " + word + "\n";
        for (const std::string& entry : test_support::texts_of(children.front(), "environ"))
            launched += "variable " + entry + "\n";
        compare(name, normalised(launched));
    }

    std::string adapter(const std::string& name) const {
        std::ofstream(files_.file(name)) << "an adapter";
        return files_.file(name);
    }

    /// The first server ends as recorded.
    LoadOptions failing_first(const std::string& failure) const {
        LoadOptions options;
        options.environment = {{"FAKE_LLAMA_SCENARIO", "exit_at=start;once=" + files_.file("once") +
                                                           ";log_file=" ROCINFER_SOURCE_DIR
                                                           "/tests/data/failures/" +
                                                           failure + ".log"}};
        return options;
    }

    backend::LlamaCppBackend cpu_;
    backend::RocmBackend gpu_{ROCINFER_SOURCE_DIR "/tests/data/sysfs/rx7800xt-raphael-igpu"};

private:
    static std::string support_model() { return ROCINFER_SOURCE_DIR "/models/rocinfer-tiny.gguf"; }

    std::string normalised(std::string text) const {
        const std::filesystem::path runtime = runtime_.path() / "rocinfer";
        for (const auto& folder : std::filesystem::directory_iterator(runtime))
            replace_all(text, folder.path().string(), "<folder>");
        replace_all(text, runtime_.path().string(), "<runtime>");
        replace_all(text, files_.path().string(), "<files>");
        replace_all(text, ROCINFER_BINARY_DIR, "<build>");
        replace_all(text, ROCINFER_SOURCE_DIR, "<source>");
        return text;
    }

    static void compare(const std::string& name, const std::string& launched) {
        const std::string expected = ROCINFER_SOURCE_DIR "/tests/data/launch/" + name + ".txt";
        if (launched == text_of(expected)) return;
        const std::filesystem::path folder = ROCINFER_BINARY_DIR "/tests/launch";
        std::filesystem::create_directories(folder);
        std::ofstream(folder / (name + ".txt")) << launched;
        EXPECT_EQ(launched, text_of(expected)) << "see " << folder / (name + ".txt");
    }

    const test_support::TemporaryFolder runtime_;
    const test_support::TemporaryFolder files_;
};

TEST_F(golden, a_default_load_on_the_cpu) {
    expect_launch("cpu_default", cpu_, {});
}

TEST_F(golden, a_default_load_on_a_gpu) {
    expect_launch("gpu_default", gpu_, {});
}

TEST_F(golden, a_load_on_a_gpu_with_all_that_was_always_an_option) {
    LoadOptions options;
    options.context_length = 512;
    options.parallel_slots = 3;
    options.gpu_layers = 5;
    options.device = "0000:10:00.0";
    options.environment = {{"HSA_ENABLE_SDMA", "0"}};
    expect_launch("gpu_explicit", gpu_, options);
}

TEST_F(golden, a_load_over_tcp) {
    LoadOptions options;
    options.transport = Transport::tcp;
    expect_launch("cpu_tcp", cpu_, options);
}

TEST_F(golden, a_load_for_embedding) {
    LoadOptions options;
    options.use = ModelUse::embedding;
    expect_launch("cpu_embedding", cpu_, options);
}

TEST_F(golden, a_load_for_reranking_on_a_gpu) {
    LoadOptions options;
    options.use = ModelUse::reranking;
    options.context_length = 256;
    expect_launch("gpu_reranking", gpu_, options);
}

TEST_F(golden, a_load_with_adapters) {
    LoadOptions options;
    options.adapters = {{adapter("one.gguf"), 0.5F}, {adapter("two,three.gguf"), -1.0F}};
    expect_launch("cpu_adapters", cpu_, options);
}

TEST_F(golden, a_load_with_extra_arguments) {
    LoadOptions options;
    options.extra_arguments = {"--threads",     "1",       "--seed=7",
                               "--override-kv", "a=int:1", "--warmup"};
    expect_launch("cpu_extra_arguments", cpu_, options);
}

TEST_F(golden, a_load_with_extra_arguments_that_are_known) {
    LoadOptions options;
    options.extra_arguments = {"--threads", "1", "-fa", "on", "--cache_type_k=q8_0", "-ub", "128"};
    expect_launch("cpu_known_arguments", cpu_, options);
}

TEST_F(golden, a_second_start_with_a_smaller_cache) {
    LoadOptions options = failing_first("gpu_memory_for_cache");
    options.context_length = 512;
    expect_launch("cpu_smaller_cache", cpu_, options);
}

TEST_F(golden, a_second_start_without_flash_attention) {
    expect_launch("cpu_without_flash_attention", cpu_, failing_first("gpu_flash_attention_fatal"));
}

TEST_F(golden, a_second_start_without_graphs) {
    expect_launch("cpu_without_graphs", cpu_, failing_first("gpu_graph_update"));
}

}  // namespace
