// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace support {

/// Where scripts/make-test-models put one small random-weight model for each architecture that
/// llama.cpp knows. They have no vocabulary: prompts are token ids.
inline std::string test_models_folder() {
    const char* named = std::getenv("ROCINFER_TEST_MODELS");
    return named != nullptr ? named : ROCINFER_BINARY_DIR "/test-models";
}

inline bool test_models_made() {
    return std::filesystem::exists(test_models_folder() + "/llama-dense.gguf");
}

/// A spread of them; all with ROCINFER_TEST_ALL_MODELS=1, which takes minutes.
inline std::vector<std::string> chosen_test_models(std::size_t every = 9) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(test_models_folder())) {
        if (entry.path().extension() == ".gguf") files.push_back(entry.path().string());
    }
    std::ranges::sort(files);
    if (std::getenv("ROCINFER_TEST_ALL_MODELS") != nullptr) return files;
    std::vector<std::string> spread;
    for (std::size_t i = 0; i < files.size(); i += every)
        spread.push_back(files[i]);
    return spread;
}

}  // namespace support

#define REQUIRE_MODELS()              \
    if (!support::test_models_made()) \
    GTEST_SKIP() << "needs the models that scripts/make-test-models makes"
