// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/flag_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace inference::llamacpp {
namespace {

using Values = std::vector<std::string>;
using Reading = Flag::Reading;
using Tells = Flag::Tells;

// Requests beyond the slots wait on a thread of the server's each.
constexpr std::int32_t kWaitingRequests = 64;
constexpr std::int32_t kAllLayers = 999;

constexpr std::string_view kModel = "use the model's path";
constexpr std::string_view kTransport = "use the option transport";
constexpr std::string_view kContext = "use the option context_length";
constexpr std::string_view kSlots = "use the option parallel_slots";
constexpr std::string_view kLayers = "use the option gpu_layers";
constexpr std::string_view kUse = "use the option use";
constexpr std::string_view kAdapters = "use the option adapters";
constexpr std::string_view kLog = "use the option on_log";
constexpr std::string_view kNoServer = "it starts no server; run llama-server itself";
constexpr std::string_view kTools = "it lets whoever reaches the server run programs as this user";
constexpr std::string_view kProxy = "it lets web pages reach other machines through the server";

std::string batch_range() {
    return "1 to 65536";
}
std::string flash_attention_range() {
    return "on, off or auto";
}

Values once(std::string value) {
    return {std::move(value)};
}
Values when(bool wanted) {
    return wanted ? Values{""} : Values{};
}
Values unless_empty(const std::string& value) {
    return value.empty() ? Values{} : Values{value};
}

template <auto Member>
Reading read_cache_type(ServerConfig& config, const std::string& value) {
    if (std::ranges::find(kv_cache_types(), value) == kv_cache_types().end()) {
        return Reading::bad_value;
    }
    std::string& field = config.*Member;
    if (!field.empty() && field != value) return Reading::contradiction;
    field = value;
    return Reading::taken;
}

template <auto Member>
Reading read_batch(ServerConfig& config, const std::string& value) {
    std::int32_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size()) return Reading::bad_value;
    if (number < 1 || number > 65'536) return Reading::bad_value;
    std::int32_t& field = config.*Member;
    if (field != 0 && field != number) return Reading::contradiction;
    field = number;
    return Reading::taken;
}

Reading read_flash_attention(ServerConfig& config, const std::string& value) {
    const auto set = [&](FlashAttention wanted) {
        FlashAttention& field = config.flash_attention;
        if (field != FlashAttention::automatic && field != wanted) return Reading::contradiction;
        field = wanted;
        return Reading::taken;
    };
    // As the server reads a truth value; older ones have no value here and mean "on".
    for (const std::string_view yes : {"", "on", "enabled", "true", "1"})
        if (value == yes) return set(FlashAttention::on);
    for (const std::string_view no : {"off", "disabled", "false", "0"})
        if (value == no) return set(FlashAttention::off);
    return value == "auto" || value == "-1" ? set(config.flash_attention) : Reading::bad_value;
}

Values layers(const LaunchFacts& facts) {
    const std::int32_t wanted = facts.config.gpu_layers;
    return once(std::to_string(wanted < 0 ? kAllLayers : wanted));
}
Values whole_context(const LaunchFacts& facts) {
    return once(std::to_string(std::int64_t{facts.config.context_per_slot} * facts.config.slots));
}
Values host(const LaunchFacts& facts) {
    return once(facts.paths.socket.empty() ? "127.0.0.1" : facts.paths.socket);
}
Values micro_batch(const LaunchFacts& facts) {
    const ServerConfig& config = facts.config;
    if (config.use == ModelUse::generation && config.micro_batch == 0) return {};
    return once(std::to_string(batch_sizes(config).micro_batch));
}
Values adapters(const LaunchFacts& facts) {
    Values all;
    for (std::size_t i = 0; i < facts.paths.adapters.size(); ++i) {
        all.push_back(
            fmt::format("{}:{}", facts.paths.adapters[i], facts.config.adapters[i].scale));
    }
    return all;
}
Values flash_attention(const LaunchFacts& facts) {
    const FlashAttention wanted = facts.config.flash_attention;
    return wanted == FlashAttention::automatic ? Values{} : once(std::string(to_string(wanted)));
}

// One line a flag reads best as it is.
// clang-format off
constexpr std::array kFlags = std::to_array<Flag>({
    // What the library passes, in this order.
    {.spellings = "--model -m", .reserved = kModel,
     .values = [](const LaunchFacts& facts) { return once(facts.paths.model); }},
    {.spellings = "--n-gpu-layers --gpu-layers -ngl", .option = "gpu_layers", .reserved = kLayers, .values = layers},
    {.spellings = "--ctx-size -c", .option = "context_length", .reserved = kContext, .values = whole_context},
    {.spellings = "--parallel -np", .option = "parallel_slots", .reserved = kSlots,
     .values = [](const LaunchFacts& facts) { return once(std::to_string(facts.config.slots)); }},
    {.spellings = "--host", .option = "transport", .reserved = kTransport, .values = host},
    {.spellings = "--port", .option = "transport", .reserved = kTransport,
     .values = [](const LaunchFacts& facts) { return facts.paths.socket.empty() ? once("0") : Values{}; }},
    {.spellings = "--api-key-file", .option = "transport", .reserved = kTransport,
     .values = [](const LaunchFacts& facts) { return unless_empty(facts.paths.key_file); }},
    {.spellings = "--threads-http",
     .values = [](const LaunchFacts& facts) { return once(std::to_string(facts.config.slots + kWaitingRequests)); }},
    // A path that is not ours to show should not come back in every answer.
    {.spellings = "--alias -a", .reserved = "the library names the model",
     .values = [](const LaunchFacts&) { return once("model"); }},
    {.spellings = "--batch-size -b", .option = "batch", .read = read_batch<&ServerConfig::batch>, .range = batch_range,
     .values = [](const LaunchFacts& facts) { return once(std::to_string(batch_sizes(facts.config).batch)); }},
    {.spellings = "--ubatch-size -ub", .option = "micro_batch", .read = read_batch<&ServerConfig::micro_batch>,
     .range = batch_range, .values = micro_batch},
    {.spellings = "--embeddings --embedding", .option = "use", .reserved = kUse, .takes_value = false,
     .values = [](const LaunchFacts& facts) { return when(facts.config.use == ModelUse::embedding); }},
    {.spellings = "--reranking --rerank", .option = "use", .reserved = kUse, .takes_value = false,
     .values = [](const LaunchFacts& facts) { return when(facts.config.use == ModelUse::reranking); }},
    {.spellings = "--no-ui --no-webui", .takes_value = false,
     .values = [](const LaunchFacts&) { return when(true); }, .only_if_listed = true},
    {.spellings = "--cors-origins", .values = [](const LaunchFacts&) { return once(""); }, .only_if_listed = true},
    {.spellings = "--no-slots", .takes_value = false,
     .values = [](const LaunchFacts&) { return when(true); }, .only_if_listed = true},
    {.spellings = "--offline", .takes_value = false,
     .values = [](const LaunchFacts&) { return when(true); }, .only_if_listed = true},
    {.spellings = "--log-colors", .values = [](const LaunchFacts&) { return once("off"); }, .only_if_listed = true},
    // It changes only what was not set, and all of it is: the plan was made before the launch, from
    // a free figure that counts other processes, which the server's own does not.
    {.spellings = "--fit -fit", .values = [](const LaunchFacts&) { return once("off"); }, .only_if_listed = true},
    // 8 GiB of host memory by default, and a slower first token for it (docs/history.md).
    {.spellings = "--cache-ram -cram", .values = [](const LaunchFacts&) { return once("0"); }, .only_if_listed = true},
    // Where level 4 is "trace", it says which layers went where and no prompt; "debug" would.
    {.spellings = "--log-verbosity --verbosity -lv",
     .values = [](const LaunchFacts& facts) { return facts.features.trace_level ? once("4") : Values{}; },
     .tells = Tells::verbosity},
    {.spellings = "--slot-save-path", .reserved = "the library keeps sessions itself",
     .values = [](const LaunchFacts& facts) { return unless_empty(facts.paths.sessions_folder); }},
    {.spellings = "--lora-scaled --lora", .option = "adapters", .reserved = kAdapters, .values = adapters},
    {.spellings = "--cache-type-k -ctk", .option = "kv_cache_type",
     .read = read_cache_type<&ServerConfig::cache_type_k>, .range = listed_kv_cache_types,
     .values = [](const LaunchFacts& facts) { return unless_empty(facts.config.cache_type_k); }},
    {.spellings = "--cache-type-v -ctv", .option = "kv_cache_type",
     .read = read_cache_type<&ServerConfig::cache_type_v>, .range = listed_kv_cache_types,
     .values = [](const LaunchFacts& facts) { return unless_empty(facts.config.cache_type_v); }},
    {.spellings = "--flash-attn -fa", .option = "flash_attention", .read = read_flash_attention,
     .range = flash_attention_range, .values = flash_attention},

    // What a caller may pass and the library must know of.
    {.spellings = "--chat-template --chat-template-file", .tells = Tells::names_template},
    {.spellings = "--rope-scaling --rope-scale --rope-freq-base --rope-freq-scale --yarn-orig-ctx --yarn-ext-factor "
                  "--yarn-attn-factor --yarn-beta-slow --yarn-beta-fast --override-kv",
     .tells = Tells::stretches_context},

    // What newer builds have under another name.
    {.spellings = "--mlock", .takes_value = false, .newer = "--load-mode mlock"},
    {.spellings = "--mmap", .takes_value = false, .newer = "--load-mode mmap"},
    {.spellings = "--no-mmap", .takes_value = false, .newer = "--load-mode none"},
    {.spellings = "--direct-io -dio", .takes_value = false, .newer = "--load-mode dio"},
    {.spellings = "--draft --draft-n --draft-max", .newer = "--spec-draft-n-max"},
    {.spellings = "--draft-min --draft-n-min", .newer = "--spec-draft-n-min"},

    // What takes away what the library relies on.
    {.spellings = "--model-url -mu --hf-repo -hf -hfr --hf-file -hff --docker-repo -dr --models-dir --models-preset "
                  "--models-max --models-autoload --no-models-autoload --embd-gemma-default --fim-qwen-1.5b-default "
                  "--fim-qwen-3b-default --fim-qwen-7b-default --fim-qwen-7b-spec --fim-qwen-14b-spec "
                  "--fim-qwen-30b-default --gpt-oss-20b-default --gpt-oss-120b-default --vision-gemma-4b-default "
                  "--vision-gemma-12b-default", .reserved = kModel},
    {.spellings = "--reuse-port --api-prefix --api-key --ssl-key-file --ssl-cert-file", .reserved = kTransport},
    {.spellings = "--kv-unified-per-slot", .reserved = kContext},
    {.spellings = "--kv-unified -kvu --no-kv-unified -no-kvu", .reserved = kSlots, .takes_value = false},
    {.spellings = "--lora-init-without-apply", .reserved = kAdapters, .takes_value = false},
    {.spellings = "--sleep-idle-seconds", .reserved = "the server can crash when it wakes; close the model, then load "
                                                      "it again"},
    {.spellings = "--log-disable", .reserved = "the library reads the log", .takes_value = false},
    {.spellings = "--log-file --log-jsonl", .reserved = kLog},
    {.spellings = "--tools --tools-runtime --mcp-servers-config --mcp-servers-json", .reserved = kTools},
    {.spellings = "--agent -ag", .reserved = kTools, .takes_value = false},
    {.spellings = "--ui-mcp-proxy --webui-mcp-proxy", .reserved = kProxy, .takes_value = false},
    {.spellings = "--help -h --usage --version --cache-list -cl --completion-bash --list-devices",
     .reserved = kNoServer, .takes_value = false},
});
// clang-format on

bool has_spelling(const Flag& flag, std::string_view spelling) noexcept {
    std::string_view left = flag.spellings;
    while (!left.empty()) {
        const std::size_t end = std::min(left.find(' '), left.size());
        if (left.substr(0, end) == spelling) return true;
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    return false;
}

}  // namespace

std::span<const Flag> flag_table() noexcept {
    return kFlags;
}

const Flag* find_flag(std::string_view spelling) noexcept {
    const auto found = std::ranges::find_if(
        kFlags, [&](const Flag& flag) { return has_spelling(flag, spelling); });
    return found == kFlags.end() ? nullptr : &*found;
}

SpeltFlag read_word(std::string_view word) {
    SpeltFlag flag;
    const bool is_long = word.starts_with("--");
    const std::size_t equals = word.starts_with('-') ? word.find('=') : std::string_view::npos;
    flag.name = word.substr(0, equals);
    if (is_long) std::ranges::replace(flag.name, '_', '-');
    if (equals != std::string_view::npos) {
        flag.value = word.substr(equals + 1);
        flag.has_value = true;
    }
    return flag;
}

}  // namespace inference::llamacpp
