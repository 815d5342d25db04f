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
    OptionName{"context_length", "--ctx"},
    OptionName{"batch", "--batch"},
    OptionName{"device", "--device"},
    OptionName{"extra_arguments", "the arguments after --"},
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
    OptionName{"slots", "--slots"},
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

/// "option --ctx", but "the arguments after --".
std::string phrase(std::string_view option) {
    return option.starts_with('-') ? "option " + std::string(option) : std::string(option);
}

}  // namespace

std::string_view command_option(std::string_view library_option) {
    const auto* const name = std::ranges::find(kNames, library_option, &OptionName::library);
    return name == kNames.end() ? std::string_view() : name->command;
}

inference::Error in_command_words(inference::Error error) {
    const std::string_view ours = command_option(error.option);
    const std::string theirs = "option " + error.option;
    if (const auto at = error.message.find(theirs); !ours.empty() && at != std::string::npos)
        error.message.replace(at, theirs.size(), phrase(ours));
    error.message = in_command_words(error.message);
    return error;
}

std::string in_command_words(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto length =
            static_cast<std::size_t>(std::ranges::find_if_not(text, is_word) - text.begin());
        const std::string_view word = text.substr(0, length);
        const char after = length < text.size() ? text[length] : ' ';
        // Part of a path or of a file's name is no option.
        const bool stands_alone =
            (result.empty() || result.back() == ' ') && after != '/' && after != '-' &&
            !(after == '.' && length + 1 < text.size() && is_word(text[length + 1]));
        const std::string_view ours =
            stands_alone && word.contains('_') ? command_option(word) : std::string_view();
        // "the option extra_arguments" is "the arguments after --".
        if (!ours.empty() && !ours.starts_with('-')) {
            for (const std::string_view before : {"option ", "the "})
                if (result.ends_with(before)) result.resize(result.size() - before.size());
        }
        result += ours.empty() ? word : ours;
        text.remove_prefix(length);
        if (text.empty()) break;
        result += text.front();
        text.remove_prefix(1);
    }
    return result;
}

}  // namespace rocinfer_cli
