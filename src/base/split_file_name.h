// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace inference::base {

/// What a file name like `model-00002-of-00005.gguf` says, as llama.cpp's gguf-split gives them.
struct SplitFileName {
    std::string prefix;  ///< with the folder, up to the hyphen: "/models/model"
    std::uint32_t part = 1;
    std::uint32_t count = 1;

    /// The file of a part, from 1.
    std::string path_of(std::uint32_t number) const;
    std::vector<std::string> paths() const;
};

/// Empty where the name is that of a whole model.
std::optional<SplitFileName> split_file_name(const std::string& path);

}  // namespace inference::base
