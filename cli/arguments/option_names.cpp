// SPDX-License-Identifier: EUPL-1.2
#include "arguments/option_names.h"

#include <algorithm>
#include <array>

namespace rocinfer_cli {
namespace {

struct OptionName {
    std::string_view library;
    std::string_view command;
};

constexpr std::array kNames{
    OptionName{"backend", "--backend"},
    OptionName{"batch", "--batch"},
    OptionName{"context_length", "--ctx"},
    OptionName{"device", "--device"},
    OptionName{"extra_arguments", "what stands after \"--\""},
    OptionName{"flash_attention", "--flash-attention"},
    OptionName{"gpu_layers", "--gpu-layers"},
    OptionName{"grammar", "--grammar"},
    OptionName{"json_schema", "--json-schema"},
    OptionName{"kv_cache_type", "--kv-type"},
    OptionName{"kv_type_k", "--kv-type"},
    OptionName{"kv_type_v", "--kv-type"},
    OptionName{"max_tokens", "-n"},
    OptionName{"micro_batch", "--ubatch"},
    OptionName{"min_p", "--min-p"},
    OptionName{"on_log", "--verbose"},
    OptionName{"parallel_slots", "--slots"},
    OptionName{"repeat_penalty", "--repeat-penalty"},
    OptionName{"require_gpu", "--require-gpu"},
    OptionName{"seed", "--seed"},
    OptionName{"stop", "--stop"},
    OptionName{"stop_tokens", "--stop-token"},
    OptionName{"temperature", "--temperature"},
    OptionName{"top_k", "--top-k"},
    OptionName{"top_p", "--top-p"},
};

bool is_word(char c) {
    // Whatever is not ASCII counts as a letter.
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string_view command_option(std::string_view library_option) {
    const auto* const name = std::ranges::find(kNames, library_option, &OptionName::library);
    return name == kNames.end() ? std::string_view{} : name->command;
}

std::string in_command_words(std::string_view message) {
    constexpr std::string_view kOption = "option ";
    constexpr std::string_view kExtra = "extra_arguments";
    std::string text;
    while (!message.empty()) {
        const auto length =
            static_cast<std::size_t>(std::ranges::find_if_not(message, is_word) - message.begin());
        const std::string_view word = message.substr(0, length);
        const char after = length < message.size() ? message[length] : ' ';
        // Part of a path or of a file's name is no option.
        const bool stands_alone =
            (text.empty() || text.back() == ' ') && after != '/' && after != '-' &&
            !(after == '.' && length + 1 < message.size() && is_word(message[length + 1]));
        const auto* const name = std::ranges::find(kNames, word, &OptionName::library);
        const bool is_meant = text.ends_with(kOption) || word.contains('_');
        if (word == kExtra && stands_alone && text.ends_with(" in ")) {
            text.replace(text.size() - 3, 3, "after \"--\"");
        } else {
            text += stands_alone && is_meant && name != kNames.end() ? name->command : word;
        }
        message.remove_prefix(length);
        if (message.empty()) break;
        text += message.front();
        message.remove_prefix(1);
    }
    return text;
}

}  // namespace rocinfer_cli
