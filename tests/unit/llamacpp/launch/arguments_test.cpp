// SPDX-License-Identifier: EUPL-1.2
// What a server is started with: its arguments, its environment, and what its build knows.
#include "llamacpp/launch/arguments.h"

#include "llamacpp/launch/extra_arguments.h"
#include "llamacpp/launch/features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace inference::llamacpp {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// A configuration and the paths of one start of it.
struct Launch {
    ServerConfig config;
    StartPaths paths;
};

Launch plain_launch() {
    Launch launch;
    launch.config.context_per_slot = 300;
    launch.config.slots = 3;
    launch.paths.model = "/models/a.gguf";
    launch.paths.socket = "/run/s.sock";
    return launch;
}

Result<std::vector<std::string>> build(const Launch& launch, const ServerFeatures& features) {
    return build_arguments(launch.config, launch.paths, features);
}

/// The same with a caller's extra arguments.
Result<std::vector<std::string>> build_with(const std::vector<std::string>& extra,
                                            const ServerFeatures& features = {}) {
    Launch launch = plain_launch();
    if (auto ok = take_extra_arguments(extra, launch.config); !ok) {
        return std::unexpected(ok.error());
    }
    return build(launch, features);
}

std::string value_of(const std::vector<std::string>& arguments, const std::string& flag) {
    const auto found = std::ranges::find(arguments, flag);
    if (found == arguments.end() || std::next(found) == arguments.end()) return "(none)";
    EXPECT_EQ(std::ranges::count(arguments, flag), 1) << flag;
    return *std::next(found);
}

std::vector<std::string> arguments_of(const Launch& launch, const ServerFeatures& features = {}) {
    auto arguments = build(launch, features);
    EXPECT_TRUE(arguments) << arguments.error().message;
    return arguments ? *arguments : std::vector<std::string>{};
}

TEST(arguments, each_slot_gets_the_context_that_was_asked_for) {
    const auto arguments = arguments_of(plain_launch());
    EXPECT_EQ(value_of(arguments, "--ctx-size"), "900");
    EXPECT_EQ(value_of(arguments, "--parallel"), "3");
    Launch great = plain_launch();
    great.config.context_per_slot = 1 << 24;
    great.config.slots = 256;
    EXPECT_EQ(value_of(arguments_of(great), "--ctx-size"), "4294967296") << "no overflow";
}

TEST(arguments, minus_one_layer_means_all) {
    Launch launch = plain_launch();
    EXPECT_EQ(value_of(arguments_of(launch), "--n-gpu-layers"), "999");
    launch.config.gpu_layers = 0;
    EXPECT_EQ(value_of(arguments_of(launch), "--n-gpu-layers"), "0");
    launch.config.gpu_layers = 17;
    EXPECT_EQ(value_of(arguments_of(launch), "--n-gpu-layers"), "17");
}

TEST(arguments, a_unix_socket_has_no_port_and_tcp_has_a_key_file) {
    const auto local = arguments_of(plain_launch());
    EXPECT_EQ(value_of(local, "--host"), "/run/s.sock");
    EXPECT_THAT(local, Not(Contains("--port")));
    Launch launch = plain_launch();
    launch.paths.socket.clear();
    launch.paths.key_file = "/run/key";
    const auto tcp = arguments_of(launch);
    EXPECT_EQ(value_of(tcp, "--host"), "127.0.0.1");
    EXPECT_EQ(value_of(tcp, "--port"), "0");
    EXPECT_EQ(value_of(tcp, "--api-key-file"), "/run/key");
}

TEST(arguments, extra_ones_come_last_and_unchanged) {
    const std::vector<std::string> extra{"--threads", "1", "-x", "a b\nc\xff"};
    const auto arguments = build_with(extra);
    ASSERT_TRUE(arguments) << arguments.error().message;
    ASSERT_GT(arguments->size(), 4U);
    EXPECT_TRUE(std::equal(extra.begin(), extra.end(), arguments->end() - 4));
}

TEST(arguments, what_the_library_relies_on_is_refused_by_name) {
    for (const char* flag : {"-m",
                             "--model",
                             "-mu",
                             "--model-url",
                             "-hf",
                             "-hfr",
                             "--hf-repo",
                             "-hff",
                             "--hf-file",
                             "-dr",
                             "--docker-repo",
                             "--models-dir",
                             "--models-preset",
                             "--models-max",
                             "--models-autoload",
                             "-a",
                             "--alias",
                             "--host",
                             "--port",
                             "--reuse-port",
                             "--api-prefix",
                             "--api-key",
                             "--api-key-file",
                             "--ssl-key-file",
                             "--ssl-cert-file",
                             "-c",
                             "--ctx-size",
                             "--kv-unified-per-slot",
                             "-kvu",
                             "-no-kvu",
                             "--kv-unified",
                             "--no-kv-unified",
                             "-np",
                             "--parallel",
                             "-ngl",
                             "--gpu-layers",
                             "--n-gpu-layers",
                             "--embedding",
                             "--embeddings",
                             "--rerank",
                             "--reranking",
                             "--lora",
                             "--lora-scaled",
                             "--lora-init-without-apply",
                             "--slot-save-path",
                             "--sleep-idle-seconds",
                             "--tools",
                             "--agent",
                             "-ag",
                             "--ui-mcp-proxy",
                             "--webui-mcp-proxy",
                             "--mcp-servers-config",
                             "--log-disable",
                             "--log-file",
                             "--log-jsonl",
                             "-h",
                             "--help",
                             "--usage",
                             "--version",
                             "-cl",
                             "--cache-list",
                             "--completion-bash",
                             "--list-devices",
                             "--gpt-oss-20b-default",
                             "--fim-qwen-7b-spec",
                             "--embd-gemma-default",
                             "--vision-gemma-4b-default"}) {
        const auto refused = build_with({"--threads", "1", flag, "x"});
        ASSERT_FALSE(refused) << flag;
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
        EXPECT_THAT(refused.error().message, HasSubstr(std::string(flag) + " is reserved"));
    }
}

TEST(arguments, a_reserved_one_is_known_in_every_spelling_that_the_server_takes) {
    for (const char* spelt : {"--ctx_size", "--ctx-size=4096", "--api_key=x", "--slot_save-path"}) {
        EXPECT_FALSE(build_with({spelt})) << spelt;
    }
}

TEST(arguments, a_verbosity_that_hides_what_the_library_reads_is_refused) {
    ServerFeatures traces;
    traces.trace_level = true;
    for (const std::vector<std::string>& quiet :
         {std::vector<std::string>{"--log-verbosity", "0"}, {"--log_verbosity=2"}, {"-lv", "-1"}}) {
        for (const ServerFeatures& features : {ServerFeatures{}, traces}) {
            const auto refused = build_with(quiet, features);
            ASSERT_FALSE(refused) << quiet.front();
            EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
            EXPECT_THAT(refused.error().message, HasSubstr("would hide"));
        }
    }
    EXPECT_TRUE(build_with({"--verbosity", "3"}));
    EXPECT_FALSE(build_with({"--verbosity", "3"}, traces));
    EXPECT_TRUE(build_with({"--verbosity", "5"}, traces));
}

TEST(arguments, flags_that_a_build_does_not_know_are_left_out) {
    ServerFeatures old;
    old.flags = {"--ctx-size", "--no-webui"};
    const auto arguments = arguments_of(plain_launch(), old);
    EXPECT_THAT(arguments, Contains("--no-webui"));
    for (const char* flag : {"--no-ui", "--cors-origins", "--cache-ram", "--log-verbosity"})
        EXPECT_THAT(arguments, Not(Contains(flag)));
}

TEST(arguments, an_adapters_scale_has_a_point_in_every_locale) {
    const std::string before = std::setlocale(LC_NUMERIC, nullptr);
    for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "C"}) {
        if (std::setlocale(LC_NUMERIC, name) == nullptr) continue;
        Launch launch = plain_launch();
        launch.config.adapters = {{"/elsewhere/a.gguf", 0.5F}};
        launch.paths.adapters = {"/a.gguf"};
        EXPECT_EQ(value_of(arguments_of(launch), "--lora-scaled"), "/a.gguf:0.5") << name;
    }
    std::setlocale(LC_NUMERIC, before.c_str());
}

TEST(arguments, a_text_to_embed_fits_one_batch) {
    Launch launch = plain_launch();
    launch.config.use = ModelUse::embedding;
    launch.config.context_per_slot = 2048;
    const auto arguments = arguments_of(launch);
    EXPECT_EQ(value_of(arguments, "--ubatch-size"), "2048");
    EXPECT_THAT(arguments, Contains("--embeddings"));
}

TEST(arguments, fields_that_are_set_are_passed_and_open_ones_are_not) {
    const auto open = arguments_of(plain_launch());
    for (const char* flag : {"--cache-type-k", "--cache-type-v", "--flash-attn", "--ubatch-size"})
        EXPECT_THAT(open, Not(Contains(flag)));
    Launch launch = plain_launch();
    launch.config.cache_type_k = "q8_0";
    launch.config.cache_type_v = "q4_0";
    launch.config.flash_attention = FlashAttention::on;
    launch.config.batch = 1024;
    launch.config.micro_batch = 128;
    const auto set = arguments_of(launch);
    EXPECT_EQ(value_of(set, "--cache-type-k"), "q8_0");
    EXPECT_EQ(value_of(set, "--cache-type-v"), "q4_0");
    EXPECT_EQ(value_of(set, "--flash-attn"), "on");
    EXPECT_EQ(value_of(set, "--batch-size"), "1024");
    EXPECT_EQ(value_of(set, "--ubatch-size"), "128");
}

TEST(arguments, a_flag_that_newer_builds_renamed_is_refused_with_its_new_name) {
    EXPECT_TRUE(build_with({"--mlock"})) << "a build that can't be asked may have it";
    ServerFeatures old;
    old.flags = {"--mlock"};
    EXPECT_TRUE(build_with({"--mlock"}, old));
    ServerFeatures current;
    current.flags = {"--load-mode"};
    const auto refused = build_with({"--mlock"}, current);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unsupported);
    EXPECT_THAT(refused.error().message, HasSubstr("--load-mode mlock"));
}

}  // namespace
}  // namespace inference::llamacpp
