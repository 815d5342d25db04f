// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inference {

/// A set of environment variables, as a value: nothing here changes this process' own.
class Environment {
public:
    Environment() = default;
    Environment(std::initializer_list<std::pair<const std::string, std::string>> variables)
        : variables_(variables) {}
    /// This process' variables now. The first one of a name that is there twice counts. Not while
    /// another thread changes them.
    static Environment of_process();

    /// Empty where it is not set; set to nothing is an empty text.
    std::optional<std::string> get(std::string_view name) const;
    /// Its value where it is set to something.
    std::optional<std::string> get_text(std::string_view name) const;
    void set(std::string_view name, std::string_view value);
    void unset(std::string_view name);
    /// Drops every variable whose name begins so.
    void unset_prefix(std::string_view prefix);
    /// "NAME=value" each, sorted by name, each name once.
    std::vector<std::string> entries() const;
    /// By name, sorted.
    const std::map<std::string, std::string, std::less<>>& variables() const noexcept {
        return variables_;
    }

    friend bool operator==(const Environment&, const Environment&) = default;

private:
    std::map<std::string, std::string, std::less<>> variables_;
};

}  // namespace inference
