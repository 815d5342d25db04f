// SPDX-License-Identifier: EUPL-1.2
// What a server is started with: its arguments, its environment, and what its build knows.
#include "llamacpp/launch.h"

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

Launch plain_launch() {
    Launch launch;
    launch.model_path = "/models/a.gguf";
    launch.context_per_slot = 300;
    launch.slots = 3;
    launch.socket_path = "/run/s.sock";
    return launch;
}

std::string value_of(const std::vector<std::string>& arguments, const std::string& flag) {
    const auto found = std::ranges::find(arguments, flag);
    if (found == arguments.end() || std::next(found) == arguments.end()) return "(none)";
    EXPECT_EQ(std::ranges::count(arguments, flag), 1) << flag;
    return *std::next(found);
}

std::vector<std::string> arguments_of(const Launch& launch, const ServerFeatures& features = {}) {
    auto arguments = build_arguments(launch, features);
    EXPECT_TRUE(arguments) << arguments.error().message;
    return arguments ? *arguments : std::vector<std::string>{};
}

std::string recorded_help() {
    std::ifstream file(ROCINFER_SOURCE_DIR "/tests/data/llama_server/help.txt");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(arguments, each_slot_gets_the_context_that_was_asked_for) {
    const auto arguments = arguments_of(plain_launch());
    EXPECT_EQ(value_of(arguments, "--ctx-size"), "900");
    EXPECT_EQ(value_of(arguments, "--parallel"), "3");
    Launch great = plain_launch();
    great.context_per_slot = 1 << 24;
    great.slots = 256;
    EXPECT_EQ(value_of(arguments_of(great), "--ctx-size"), "4294967296") << "no overflow";
}

TEST(arguments, minus_one_layer_means_all) {
    Launch launch = plain_launch();
    EXPECT_EQ(value_of(arguments_of(launch), "--n-gpu-layers"), "999");
    launch.gpu_layers = 0;
    EXPECT_EQ(value_of(arguments_of(launch), "--n-gpu-layers"), "0");
    launch.gpu_layers = 17;
    EXPECT_EQ(value_of(arguments_of(launch), "--n-gpu-layers"), "17");
}

TEST(arguments, a_unix_socket_has_no_port_and_tcp_has_a_key_file) {
    const auto local = arguments_of(plain_launch());
    EXPECT_EQ(value_of(local, "--host"), "/run/s.sock");
    EXPECT_THAT(local, Not(Contains("--port")));
    Launch launch = plain_launch();
    launch.socket_path.clear();
    launch.key_file = "/run/key";
    const auto tcp = arguments_of(launch);
    EXPECT_EQ(value_of(tcp, "--host"), "127.0.0.1");
    EXPECT_EQ(value_of(tcp, "--port"), "0");
    EXPECT_EQ(value_of(tcp, "--api-key-file"), "/run/key");
}

TEST(arguments, extra_ones_come_last_and_unchanged) {
    Launch launch = plain_launch();
    launch.extra_arguments = {"--threads", "1", "-fa", "a b\nc\xff"};
    const auto arguments = arguments_of(launch);
    ASSERT_GT(arguments.size(), 4U);
    EXPECT_TRUE(std::equal(launch.extra_arguments.begin(), launch.extra_arguments.end(),
                           arguments.end() - 4));
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
        Launch launch = plain_launch();
        launch.extra_arguments = {"--threads", "1", flag, "x"};
        const auto refused = build_arguments(launch, {});
        ASSERT_FALSE(refused) << flag;
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
        EXPECT_THAT(refused.error().message, HasSubstr(std::string(flag) + " is reserved"));
    }
}

TEST(arguments, a_reserved_one_is_known_in_every_spelling_that_the_server_takes) {
    for (const char* spelt : {"--ctx_size", "--ctx-size=4096", "--api_key=x", "--slot_save-path"}) {
        Launch launch = plain_launch();
        launch.extra_arguments = {spelt};
        EXPECT_FALSE(build_arguments(launch, {})) << spelt;
    }
}

TEST(arguments, a_verbosity_that_hides_what_the_library_reads_is_refused) {
    ServerFeatures traces;
    traces.trace_level = true;
    for (const std::vector<std::string>& quiet :
         {std::vector<std::string>{"--log-verbosity", "0"}, {"--log_verbosity=2"}, {"-lv", "-1"}}) {
        Launch launch = plain_launch();
        launch.extra_arguments = quiet;
        for (const ServerFeatures& features : {ServerFeatures{}, traces}) {
            const auto refused = build_arguments(launch, features);
            ASSERT_FALSE(refused) << quiet.front();
            EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
            EXPECT_THAT(refused.error().message, HasSubstr("would hide"));
        }
    }
    Launch launch = plain_launch();
    launch.extra_arguments = {"--verbosity", "3"};
    EXPECT_TRUE(build_arguments(launch, {}));
    EXPECT_FALSE(build_arguments(launch, traces));
    launch.extra_arguments = {"--verbosity", "5"};
    EXPECT_TRUE(build_arguments(launch, traces));
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
        launch.adapters = {{"/a.gguf", 0.5F}};
        EXPECT_EQ(value_of(arguments_of(launch), "--lora-scaled"), "/a.gguf:0.5") << name;
    }
    std::setlocale(LC_NUMERIC, before.c_str());
}

TEST(arguments, a_text_to_embed_fits_one_batch) {
    Launch launch = plain_launch();
    launch.use = ModelUse::embedding;
    launch.context_per_slot = 2048;
    const auto arguments = arguments_of(launch);
    EXPECT_EQ(value_of(arguments, "--ubatch-size"), "2048");
    EXPECT_THAT(arguments, Contains("--embeddings"));
}

TEST(features, are_read_from_what_a_real_server_prints) {
    const ServerFeatures features = parse_features(recorded_help());
    for (const char* flag : {"-c", "--ctx-size", "--help", "--usage", "--cors-origins", "--no-ui",
                             "--no-webui", "--no-slots", "--cache-ram", "--offline", "-no-kvu",
                             "--n-gpu-layers", "--log-colors", "--spec-draft-ngl"}) {
        EXPECT_TRUE(features.flags.contains(flag)) << flag;
    }
    EXPECT_TRUE(features.trace_level);
    EXPECT_FALSE(features.has("--unheard-of"));
    EXPECT_FALSE(features.flags.contains("-----"));
    EXPECT_FALSE(features.flags.contains("N"));
}

TEST(features, of_an_unknown_build_are_taken_for_a_current_ones) {
    const ServerFeatures unknown = parse_features("no help here\n");
    EXPECT_TRUE(unknown.has("--anything"));
    EXPECT_FALSE(unknown.trace_level) << "level 4 may be the one that logs prompts";
}

std::vector<std::string> environment_of(Environment host, const DeviceMask& mask = {}) {
    auto environment = build_environment(std::move(host), {}, mask, {});
    EXPECT_TRUE(environment);
    return environment ? environment->entries() : std::vector<std::string>{};
}

TEST(environment, has_exactly_one_hip_visible_devices_and_it_is_0) {
    for (const char* host_says : {"", "1", "0,1", "-1", "GPU-0123"}) {
        Environment host;
        host.set("HIP_VISIBLE_DEVICES", host_says);
        const auto entries = environment_of(host);
        EXPECT_EQ(std::ranges::count_if(entries,
                                        [](const std::string& entry) {
                                            return entry.starts_with("HIP_VISIBLE_DEVICES=");
                                        }),
                  1);
        EXPECT_THAT(entries, Contains("HIP_VISIBLE_DEVICES=0"));
    }
    EXPECT_THAT(environment_of({}), Contains("HIP_VISIBLE_DEVICES=0"));
}

TEST(environment, drops_what_would_mask_gpus_twice_or_change_the_servers_options) {
    Environment host;
    host.set("CUDA_VISIBLE_DEVICES", "1");
    host.set("GPU_DEVICE_ORDINAL", "1");
    host.set("LLAMA_ARG_CTX_SIZE", "7");
    host.set("LLAMA_ARG_HOST", "0.0.0.0");
    host.set("LLAMA_API_KEY", "secret");
    host.set("LLAMA_SERVER_ROUTER_PORT", "8080");
    host.set("LLAMA_SERVER_SLOTS_DEBUG", "1");
    host.set("AIP_MODE", "PREDICTION");
    host.set("AIP_HTTP_PORT", "8080");
    host.set("HOME", "/home/user");
    EXPECT_THAT(environment_of(host),
                testing::UnorderedElementsAre("HIP_VISIBLE_DEVICES=0", "HOME=/home/user",
                                              "GGML_NO_BACKTRACE=1"));
}

TEST(environment, a_choice_of_gpu_replaces_the_hosts_rocr_mask_and_no_choice_leaves_it) {
    Environment host;
    host.set("ROCR_VISIBLE_DEVICES", "0,1");
    EXPECT_THAT(environment_of(host), Contains("ROCR_VISIBLE_DEVICES=0,1"));
    EXPECT_THAT(environment_of(host, {"GPU-abc"}), Contains("ROCR_VISIBLE_DEVICES=GPU-abc"));
}

TEST(environment, refuses_the_callers_masks_and_options_by_name) {
    for (const char* name : {"HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES",
                             "GPU_DEVICE_ORDINAL", "LLAMA_ARG_HOST", "LLAMA_API_KEY",
                             "LLAMA_SERVER_ROUTER_PORT", "AIP_MODE"}) {
        const auto refused = build_environment({}, {{name, "1"}}, {}, {});
        ASSERT_FALSE(refused) << name;
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
        EXPECT_THAT(refused.error().message, HasSubstr(name));
    }
}

TEST(environment, the_callers_additions_replace_the_hosts) {
    Environment host;
    host.set("GGML_BACKEND_PATH", "/hosts.so");
    const auto theirs =
        build_environment(host, {{"GGML_BACKEND_PATH", "/callers.so"}}, {}, "/x.so");
    ASSERT_TRUE(theirs);
    EXPECT_EQ(theirs->get("GGML_BACKEND_PATH"), "/callers.so");
    const auto hosts = build_environment(host, {}, {}, "/found.so");
    ASSERT_TRUE(hosts);
    EXPECT_EQ(hosts->get("GGML_BACKEND_PATH"), "/hosts.so");
    const auto found = build_environment({}, {}, {}, "/found.so");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->get("GGML_BACKEND_PATH"), "/found.so");
}

}  // namespace
}  // namespace inference::llamacpp
