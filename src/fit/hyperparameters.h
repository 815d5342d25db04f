// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/gguf.h>

#include <algorithm>
#include <cstdint>
#include <string>

namespace inference::fit {

/// The keys of a model's own architecture, by their last part. No value of a sane model reaches
/// kMost: larger ones count as kMost, so that no product of a few of them overflows a double.
class Hyperparameters {
public:
    static constexpr std::uint64_t kMost = 1ULL << 24;

    explicit Hyperparameters(const inference::GgufModel& model)
        : model_(model), prefix_(model.info.architecture + ".") {}

    bool has(const char* name) const { return model_.find(prefix_ + name) != nullptr; }

    /// A number; of a list, the largest.
    std::uint64_t get(const char* name, std::uint64_t fallback = 0) const {
        const auto* const key = model_.find(prefix_ + name);
        if (key == nullptr) return fallback;
        if (const auto* list = list_of(key)) {
            std::int64_t largest = 0;
            for (const std::int64_t value : *list)
                largest = std::max(largest, value);
            return std::min(static_cast<std::uint64_t>(largest), kMost);
        }
        if (const auto* flag = std::get_if<bool>(&key->value)) return *flag ? 1 : 0;
        return std::min(model_.unsigned_value(prefix_ + name).value_or(fallback), kMost);
    }

    /// A layer's number: of a list, its element; of a single number, that.
    std::uint64_t at(const char* name, std::size_t layer, std::uint64_t fallback = 0) const {
        const auto* const list = list_of(model_.find(prefix_ + name));
        if (list == nullptr) return get(name, fallback);
        if (layer >= list->size() || (*list)[layer] < 0) return 0;
        return std::min(static_cast<std::uint64_t>((*list)[layer]), kMost);
    }

    bool is_list(const char* name) const { return list_of(model_.find(prefix_ + name)) != nullptr; }

private:
    static const std::vector<std::int64_t>* list_of(const inference::GgufKey* key) {
        return key == nullptr ? nullptr : std::get_if<std::vector<std::int64_t>>(&key->value);
    }

    const inference::GgufModel& model_;
    std::string prefix_;
};

}  // namespace inference::fit
