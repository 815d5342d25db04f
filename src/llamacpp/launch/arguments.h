// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/launch/features.h"

#include <inference/error.h>
#include <inference/options.h>

#include <cstdint>
#include <string>
#include <vector>

namespace inference::llamacpp {

/// Everything that decides how one server is started.
struct Launch {
    std::string model_path;  ///< absolute, UTF-8
    std::int32_t context_per_slot = 0;
    std::int32_t slots = 1;
    std::int32_t gpu_layers = -1;
    bool on_gpu = false;
    ModelUse use = ModelUse::generation;
    std::string socket_path;  ///< empty = TCP
    std::string key_file;     ///< with TCP
    std::string sessions_folder;
    std::vector<Adapter> adapters;  ///< paths absolute, without commas or colons
    std::vector<std::string> extra_arguments;
};

/// The server's command line. Refuses, by name, extra arguments that would take away what the
/// library relies on.
Result<std::vector<std::string>> build_arguments(const Launch& launch,
                                                 const ServerFeatures& features);

}  // namespace inference::llamacpp
