// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/arguments.h"

#include "llamacpp/launch/extra_arguments.h"

#include <algorithm>

namespace inference::llamacpp {
namespace {

/// The first spelling that the build lists; empty where it lists none.
std::string_view listed_spelling(std::string_view spellings, const ServerFeatures& features) {
    while (!spellings.empty()) {
        const std::size_t end = std::min(spellings.find(' '), spellings.size());
        if (features.has(spellings.substr(0, end))) return spellings.substr(0, end);
        spellings.remove_prefix(std::min(end + 1, spellings.size()));
    }
    return {};
}

}  // namespace

Result<std::vector<std::string>> build_arguments(const ServerConfig& config,
                                                 const StartPaths& paths,
                                                 const ServerFeatures& features) {
    if (auto ok = check_other_arguments(config.other_arguments, features); !ok) {
        return std::unexpected(ok.error());
    }
    std::vector<std::string> arguments;
    for (const Flag& flag : flag_table()) {
        if (flag.values == nullptr) continue;
        const std::string_view spelling = flag.only_if_listed
                                              ? listed_spelling(flag.spellings, features)
                                              : flag.spellings.substr(0, flag.spellings.find(' '));
        if (spelling.empty()) continue;
        for (std::string& value : flag.values({config, paths, features})) {
            arguments.emplace_back(spelling);
            if (flag.takes_value) arguments.push_back(std::move(value));
        }
    }
    arguments.insert(arguments.end(), config.other_arguments.begin(), config.other_arguments.end());
    return arguments;
}

}  // namespace inference::llamacpp
