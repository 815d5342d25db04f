// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// A set of environment variables, as a value: nothing here changes the host's own.
class Environment {
public:
    Environment() = default;
    /// The host's variables now. The first one of a name that is there twice counts.
    static Environment of_host();

    std::optional<std::string> get(std::string_view name) const;
    void set(std::string_view name, std::string_view value);
    void unset(std::string_view name);
    /// Drops every variable whose name begins so.
    void unset_prefix(std::string_view prefix);
    /// "NAME=value" each, sorted by name, each name once.
    std::vector<std::string> entries() const;

private:
    std::map<std::string, std::string, std::less<>> variables_;
};

}  // namespace inference::llamacpp
