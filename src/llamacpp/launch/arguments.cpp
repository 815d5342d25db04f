// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

namespace inference::llamacpp {
namespace {

struct Reserved {
    std::string_view flag;
    std::string_view instead;
};

// What the library sets itself or relies on, and what makes the server do something else.
constexpr std::array kReserved = std::to_array<Reserved>({
    {"-m", "the model's path"},
    {"--model", "the model's path"},
    {"-mu", "the model's path"},
    {"--model-url", "the model's path"},
    {"-hf", "the model's path"},
    {"-hfr", "the model's path"},
    {"--hf-repo", "the model's path"},
    {"-hff", "the model's path"},
    {"--hf-file", "the model's path"},
    {"-dr", "the model's path"},
    {"--docker-repo", "the model's path"},
    {"--models-dir", "the model's path"},
    {"--models-preset", "the model's path"},
    {"--models-max", "the model's path"},
    {"--models-autoload", "the model's path"},
    {"--embd-gemma-default", "the model's path"},
    {"--fim-qwen-1.5b-default", "the model's path"},
    {"--fim-qwen-3b-default", "the model's path"},
    {"--fim-qwen-7b-default", "the model's path"},
    {"--fim-qwen-7b-spec", "the model's path"},
    {"--fim-qwen-14b-spec", "the model's path"},
    {"--fim-qwen-30b-default", "the model's path"},
    {"--gpt-oss-20b-default", "the model's path"},
    {"--gpt-oss-120b-default", "the model's path"},
    {"--vision-gemma-4b-default", "the model's path"},
    {"--vision-gemma-12b-default", "the model's path"},
    {"-a", "nothing: the library names the model"},
    {"--alias", "nothing: the library names the model"},
    {"--host", "the option transport"},
    {"--port", "the option transport"},
    {"--reuse-port", "the option transport"},
    {"--api-prefix", "the option transport"},
    {"--api-key", "the option transport"},
    {"--api-key-file", "the option transport"},
    {"--ssl-key-file", "the option transport"},
    {"--ssl-cert-file", "the option transport"},
    {"-c", "the option context_length"},
    {"--ctx-size", "the option context_length"},
    {"--kv-unified-per-slot", "the option context_length"},
    {"-kvu", "the option parallel_slots"},
    {"-no-kvu", "the option parallel_slots"},
    {"--kv-unified", "the option parallel_slots"},
    {"--no-kv-unified", "the option parallel_slots"},
    {"-np", "the option parallel_slots"},
    {"--parallel", "the option parallel_slots"},
    {"-ngl", "the option gpu_layers"},
    {"--gpu-layers", "the option gpu_layers"},
    {"--n-gpu-layers", "the option gpu_layers"},
    {"--embedding", "the option use"},
    {"--embeddings", "the option use"},
    {"--rerank", "the option use"},
    {"--reranking", "the option use"},
    {"--lora", "the option adapters"},
    {"--lora-scaled", "the option adapters"},
    {"--lora-init-without-apply", "the option adapters"},
    {"--slot-save-path", "nothing: the library keeps sessions"},
    {"--sleep-idle-seconds", "close() and a new load"},
    {"--log-disable", "nothing: the library reads the log"},
    {"--log-file", "the option on_log"},
    {"--log-jsonl", "the option on_log"},
    {"-h", "the command itself"},
    {"--help", "the command itself"},
    {"--usage", "the command itself"},
    {"--version", "the command itself"},
    {"-cl", "the command itself"},
    {"--cache-list", "the command itself"},
    {"--completion-bash", "the command itself"},
    {"--list-devices", "the command itself"},
});

Result<void> refuse_reserved(const std::vector<std::string>& extra) {
    for (const std::string& argument : extra) {
        std::string flag = argument.substr(0, argument.find('='));
        // The server reads --ctx_size as --ctx-size.
        if (flag.starts_with("--")) std::ranges::replace(flag, '_', '-');
        const auto* found = std::ranges::find(kReserved, flag, &Reserved::flag);
        if (found == kReserved.end()) continue;
        return fail(ErrorCode::invalid_argument,
                    "llamacpp: extra argument " + flag + " is reserved for the library; use " +
                        std::string(found->instead),
                    {}, "extra_arguments");
    }
    return {};
}

// Below "info" the log does not say where the server listens; below "trace", where there is such a
// level, it does not say what was loaded where.
Result<void> check_verbosity(const std::vector<std::string>& extra, bool trace_level) {
    const int least = trace_level ? 4 : 3;
    for (std::size_t i = 0; i < extra.size(); ++i) {
        const std::size_t equals = extra[i].find('=');
        std::string flag = extra[i].substr(0, equals);
        if (flag.starts_with("--")) std::ranges::replace(flag, '_', '-');
        if (flag != "-lv" && flag != "--verbosity" && flag != "--log-verbosity") continue;
        std::string value;
        if (equals != std::string::npos) {
            value = extra[i].substr(equals + 1);
        } else if (i + 1 < extra.size()) {
            value = extra[i + 1];
        }
        int level = least;
        std::from_chars(value.data(), value.data() + value.size(), level);
        if (level >= least) continue;
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("llamacpp: extra argument {} {} would hide what the library reads in "
                        "the log; give {} or more",
                        flag, value, least),
            {}, "extra_arguments");
    }
    return {};
}

// Requests beyond the slots wait on a thread of the server's each.
constexpr std::int32_t kWaitingRequests = 64;
// A prefill can be cancelled between two batches only: small ones where the processor is slow.
constexpr std::string_view kCpuBatch = "256";
constexpr std::string_view kGpuBatch = "512";

}  // namespace

Result<std::vector<std::string>> build_arguments(const Launch& launch,
                                                 const ServerFeatures& features) {
    if (auto ok = refuse_reserved(launch.extra_arguments); !ok) return std::unexpected(ok.error());
    if (auto ok = check_verbosity(launch.extra_arguments, features.trace_level); !ok) {
        return std::unexpected(ok.error());
    }

    const std::int64_t whole_context = std::int64_t{launch.context_per_slot} * launch.slots;
    std::vector<std::string> arguments{
        "--model",        launch.model_path,
        "--n-gpu-layers", std::to_string(launch.gpu_layers < 0 ? 999 : launch.gpu_layers),
        "--ctx-size",     std::to_string(whole_context),
        "--parallel",     std::to_string(launch.slots),
    };
    auto add = [&](std::initializer_list<std::string_view> words) {
        for (const std::string_view word : words)
            arguments.emplace_back(word);
    };
    auto add_if_known = [&](std::initializer_list<std::string_view> words) {
        if (features.has(*words.begin())) add(words);
    };

    if (!launch.socket_path.empty()) {
        add({"--host", launch.socket_path});
    } else {
        add({"--host", "127.0.0.1", "--port", "0", "--api-key-file", launch.key_file});
    }
    add({"--threads-http", std::to_string(launch.slots + kWaitingRequests)});
    // A path that is not ours to show should not come back in every answer.
    add({"--alias", "model"});
    const std::string_view batch = launch.on_gpu ? kGpuBatch : kCpuBatch;
    if (launch.use == ModelUse::generation) {
        add({"--batch-size", batch});
    } else {
        // A text to embed must fit one physical batch.
        const std::string whole = std::to_string(std::max(launch.context_per_slot, 512));
        add({"--batch-size", whole, "--ubatch-size", whole});
        add({launch.use == ModelUse::embedding ? "--embeddings" : "--reranking"});
    }
    if (features.has("--no-ui")) {
        add({"--no-ui"});
    } else {
        add_if_known({"--no-webui"});
    }
    add_if_known({"--cors-origins", ""});
    add_if_known({"--no-slots"});
    add_if_known({"--offline"});
    add_if_known({"--log-colors", "off"});
    // It changes only what was not set, and all of it is: the plan was made before the launch, from
    // a free figure that counts other processes, which the server's own does not.
    add_if_known({"--fit", "off"});
    // 8 GiB of host memory by default, and a slower first token for it (docs/history.md).
    add_if_known({"--cache-ram", "0"});
    // Where level 4 is "trace", it says which layers went where and no prompt; "debug" would.
    if (features.trace_level) add({"--log-verbosity", "4"});
    if (!launch.sessions_folder.empty()) add({"--slot-save-path", launch.sessions_folder});
    for (const Adapter& adapter : launch.adapters) {
        add({"--lora-scaled", fmt::format("{}:{}", adapter.path, adapter.scale)});
    }
    arguments.insert(arguments.end(), launch.extra_arguments.begin(), launch.extra_arguments.end());
    return arguments;
}

}  // namespace inference::llamacpp
