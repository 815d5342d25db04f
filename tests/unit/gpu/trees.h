// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/rocm/gpus.h>

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace gpu_test {

inline std::string tree(const std::string& name) {
    return std::string(ROCINFER_SOURCE_DIR) + "/tests/data/sysfs/" + name;
}

/// The inventory of a root that must be readable.
inline inference::rocm::GpuInventory read(const std::string& root,
                                          const inference::rocm::GpuEnvironment& environment = {}) {
    auto inventory = inference::rocm::read_gpus(root, environment);
    EXPECT_TRUE(inventory) << inventory.error().message;
    return inventory.value_or(inference::rocm::GpuInventory{});
}

/// A file of a tree, read without any of the code under test.
inline std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

inline std::uint64_t number_of(const std::string& path) {
    return std::stoull(text_of(path));
}

/// "name 123" of a property file.
inline std::uint64_t property_of(const std::string& path, const std::string& name) {
    std::istringstream text(text_of(path));
    std::string key;
    std::uint64_t value = 0;
    while (text >> key >> value) {
        if (key == name) return value;
    }
    ADD_FAILURE() << name << " is not in " << path;
    return 0;
}

}  // namespace gpu_test
