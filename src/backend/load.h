// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/rocm/gpus.h>
#include <inference/text_model.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace inference::backend {

/// Where a model is to run.
struct Placement {
    std::string_view backend;
    std::optional<rocm::GpuChoice> gpu;  ///< empty = whatever the server finds by itself
    std::string sysroot = "/";
};

/// Reads the model's header, finds and starts a server for it, and checks what came of it.
Result<std::unique_ptr<TextModel>> load(const std::string& path, LoadOptions options,
                                        const Placement& placement);

}  // namespace inference::backend
