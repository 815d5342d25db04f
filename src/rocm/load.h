// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/launch.h"

#include <inference/text_model.h>

#include <memory>
#include <string>
#include <string_view>

namespace inference::rocm {

/// Where a model is to run.
struct Placement {
    std::string_view backend;
    bool on_gpu = false;
    llamacpp::DeviceMask mask;
    std::string device;  ///< for people
};

/// Reads the model's header, finds and starts a server for it, and checks what came of it.
Result<std::unique_ptr<TextModel>> load(const std::string& path, LoadOptions options,
                                        const Placement& placement);

}  // namespace inference::rocm
