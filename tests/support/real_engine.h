// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/inference.h>
#include <inference/rocm/engine.h>

#include <gtest/gtest.h>

#include <memory>
#include <string>

/// Skips a test, with the reason, on a machine without llama-server.
#define REQUIRE_ENGINE()                                                                 \
    do {                                                                                 \
        const auto engine_ = inference::rocm::find_engine();                             \
        if (!engine_) GTEST_SKIP() << "needs llama-server: " << engine_.error().message; \
    } while (false)

namespace support {

inline std::string bundled_model() {
    return ROCINFER_SOURCE_DIR "/models/rocinfer-tiny.gguf";
}

/// Options for a small CPU: llama.cpp's threads wait for each other in busy loops, so that two of
/// them on a machine with something else to do are slower than one.
inline inference::LoadOptions on_the_cpu(int slots = 1, int context = 512) {
    inference::LoadOptions options;
    options.backend = "llama_cpp";
    options.context_length = context;
    options.parallel_slots = slots;
    options.extra_arguments = {"--threads", "1"};
    return options;
}

/// The bundled model, or a failed test.
inline std::unique_ptr<inference::TextModel> load_bundled(inference::LoadOptions options) {
    auto model = inference::load_model(bundled_model(), std::move(options));
    if (!model) {
        ADD_FAILURE() << model.error().message << "\n" << model.error().detail;
        return nullptr;
    }
    return *std::move(model);
}

}  // namespace support
