// SPDX-License-Identifier: EUPL-1.2
#pragma once

<<<<<<< HEAD
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
=======
#include "llamacpp/find_server.h"

#include <inference/options.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

/// The rest of a test needs a real llama-server.
#define ROCINFER_NEEDS_ENGINE()                                                            \
    if (const auto found =                                                                 \
            inference::llamacpp::find_server(inference::llamacpp::Environment::of_host()); \
        !found)                                                                            \
    GTEST_SKIP() << found.error().message

namespace test_support {

inline std::string tiny_model() {
    return ROCINFER_SOURCE_DIR "/models/rocinfer-tiny.gguf";
}

/// On the CPU, with one thread: the engine's threads spin, and starve each other on a busy machine.
inline inference::LoadOptions cpu_options() {
    inference::LoadOptions options;
    options.backend = "llama_cpp";
>>>>>>> 6c73272 (fix(llamacpp): nothing is left after close, a model can't name its own port, reserved flags in any spelling)
    options.extra_arguments = {"--threads", "1"};
    return options;
}

<<<<<<< HEAD
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
=======
/// Sets a variable of this process, or unsets it, and puts it back. Not while other threads run.
class ScopedVariable {
public:
    ScopedVariable(const char* name, const char* value) : name_(name) {
        if (const char* before = std::getenv(name)) before_ = before, was_set_ = true;
        if (value == nullptr) {
            ::unsetenv(name);
        } else {
            ::setenv(name, value, 1);
        }
    }
    ScopedVariable(const ScopedVariable&) = delete;
    ScopedVariable& operator=(const ScopedVariable&) = delete;
    ~ScopedVariable() {
        if (was_set_) {
            ::setenv(name_, before_.c_str(), 1);
        } else {
            ::unsetenv(name_);
        }
    }

private:
    const char* name_;
    std::string before_;
    bool was_set_ = false;
};

}  // namespace test_support
>>>>>>> 6c73272 (fix(llamacpp): nothing is left after close, a model can't name its own port, reserved flags in any spelling)
