// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/environment.h"

#include <inference/error.h>
#include <inference/options.h>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// What a llama-server build understands, read from its own --help.
struct ServerFeatures {
    std::set<std::string, std::less<>> flags;  ///< "--ctx-size", "-c", …; empty = not known
    bool trace_level = false;  ///< log level 4 is "trace" (what went where), not yet "debug"

    /// Whether an optional flag may be passed. An unknown build is taken for a current one.
    bool has(std::string_view flag) const { return flags.empty() || flags.contains(flag); }
};

/// Reads the features out of what `llama-server --help` printed.
ServerFeatures parse_features(std::string_view help);

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

/// What a GPU choice does to the child's variables.
struct DeviceMask {
    std::string rocr_visible_devices;  ///< empty = leave the host's own
};

/// The child's environment: the host's without what would hurt, the caller's additions, and exactly
/// one HIP_VISIBLE_DEVICES, 0, whatever either says. Refuses the caller's GPU masks by name.
Result<Environment> build_environment(
    Environment host, const std::vector<std::pair<std::string, std::string>>& additions,
    const DeviceMask& mask, const std::string& cpu_backend);

}  // namespace inference::llamacpp
