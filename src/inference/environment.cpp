// SPDX-License-Identifier: EUPL-1.2
#include <inference/environment.h>

#include <unistd.h>
#include <utility>

namespace inference {

Environment Environment::of_process() {
    Environment environment;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const std::size_t equals = text.find('=');
        if (equals == 0 || equals == std::string_view::npos) continue;
        environment.variables_.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return environment;
}

std::optional<std::string> Environment::get(std::string_view name) const {
    const auto found = variables_.find(name);
    if (found == variables_.end()) return std::nullopt;
    return found->second;
}

std::optional<std::string> Environment::get_text(std::string_view name) const {
    auto value = get(name);
    return value && !value->empty() ? value : std::nullopt;
}

void Environment::set(std::string_view name, std::string_view value) {
    variables_.insert_or_assign(std::string(name), std::string(value));
}

void Environment::unset(std::string_view name) {
    const auto found = variables_.find(name);
    if (found != variables_.end()) variables_.erase(found);
}

void Environment::unset_prefix(std::string_view prefix) {
    std::erase_if(variables_, [&](const auto& entry) { return entry.first.starts_with(prefix); });
}

std::vector<std::string> Environment::entries() const {
    std::vector<std::string> list;
    list.reserve(variables_.size());
    for (const auto& [name, value] : variables_) {
        std::string entry = name;
        entry += '=';
        entry += value;
        list.push_back(std::move(entry));
    }
    return list;
}

}  // namespace inference
