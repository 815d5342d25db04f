// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/launch/features.h"
#include "llamacpp/launch/server_config.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// The paths of one start of a server: each start has its own.
struct StartPaths {
    std::string model;     ///< absolute, UTF-8
    std::string socket;    ///< empty = TCP
    std::string key_file;  ///< with TCP
    std::string sessions_folder;
    std::vector<std::string> adapters;  ///< as config.adapters; without commas or colons
};

/// What a flag's values are made from.
struct LaunchFacts {
    const ServerConfig& config;  ///< context_per_slot is known
    const StartPaths& paths;
    const ServerFeatures& features;
};

/// One flag of llama-server: what it is called, what the library passes, what a caller may pass.
struct Flag {
    /// What came of a value that a caller gave.
    enum class Reading { taken, bad_value, contradiction };
    /// What a caller's use of it tells the library, where it stays an extra argument.
    enum class Tells { nothing, names_template, stretches_context, verbosity };

    std::string_view spellings;  ///< separated by blanks; the library passes the first that exists
    /// Of LoadOptions, which sets it; empty = none.
    std::string_view option = {};
    /// Why a caller may not pass it, or what to use; empty = a caller may.
    std::string_view reserved = {};
    bool takes_value = true;
    /// Takes a caller's value over into the field. Null = not a field.
    Reading (*read)(ServerConfig& config, const std::string& value) = nullptr;
    std::string (*range)() = nullptr;  ///< what `read` takes, in words
    /// The values that it is passed with, one occurrence each (empty texts for one without a
    /// value). Null = the library never passes it.
    std::vector<std::string> (*values)(const LaunchFacts& facts) = nullptr;
    /// Passed only to a build whose --help lists it.
    bool only_if_listed = false;
    Tells tells = Tells::nothing;
    /// What newer builds, whose --help does not list it any more, have instead.
    std::string_view newer = {};
};

/// All flags that the library passes, understands or refuses, in the order they are passed in.
std::span<const Flag> flag_table() noexcept;

/// The row of a spelling; null for a flag that the library knows nothing of.
const Flag* find_flag(std::string_view spelling) noexcept;

/// A word of a command line, taken apart: "--ctx_size=4" is "--ctx-size" and "4", as the server
/// reads it.
struct SpeltFlag {
    std::string name;
    std::string value;
    bool has_value = false;  ///< in the same word
};
SpeltFlag read_word(std::string_view word);

}  // namespace inference::llamacpp
