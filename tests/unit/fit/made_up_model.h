// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/gguf.h>

#include <cstdint>
#include <string>
#include <vector>

namespace fit_test {

/// A model put together in memory: only its metadata and the sizes of its tensors.
class MadeUpModel {
public:
    explicit MadeUpModel(const std::string& architecture) {
        model_.info.architecture = architecture;
        model_.info.path = architecture + ".gguf";
        model_.complete = true;
    }

    MadeUpModel& set(const std::string& name, std::uint64_t value) {
        model_.keys.push_back({model_.info.architecture + "." + name, "u32", 1, value});
        return *this;
    }
    MadeUpModel& set(const std::string& name, std::vector<std::int64_t> values) {
        const std::uint64_t count = values.size();
        model_.keys.push_back(
            {model_.info.architecture + "." + name, "array of u32", count, std::move(values)});
        return *this;
    }
    MadeUpModel& vocabulary(std::int64_t size) {
        model_.info.vocab_size = size;
        return *this;
    }
    /// By ggml's type number.
    MadeUpModel& tensor(const std::string& name, std::uint32_t type,
                        std::vector<std::uint64_t> dimensions) {
        const auto known = inference::gguf_tensor_type(type).value();
        std::uint64_t elements = 1;
        for (const std::uint64_t dimension : dimensions)
            elements *= dimension;
        model_.info.parameters += elements;
        model_.tensors.push_back(
            {name, type, std::move(dimensions), 0, elements / known.group * known.bytes, 0});
        ++model_.tensor_count;
        return *this;
    }
    const inference::GgufModel& model() const { return model_; }

private:
    inference::GgufModel model_;
};

constexpr std::uint64_t kMiB = 1ULL << 20;
constexpr std::uint64_t kGiB = 1ULL << 30;

}  // namespace fit_test
