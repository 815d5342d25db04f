// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/environment.h>
#include <inference/error.h>

#include <string>
#include <string_view>

namespace inference::llamacpp {

/// A llama-server that can be started.
struct ServerBinary {
    std::string path;
    /// "ROCM_LLAMA_SERVER_PATH", "option engine", "engine NAME" (and why), "PATH" or "prefix"
    std::string found_by;
};

/// Looks for llama-server: ROCM_LLAMA_SERVER_PATH; `wanted`, the name of an installed engine or a
/// path; the engine that `rocinfer engine use` chose; PATH; the installed engines
/// (engine_folders). The first two must be good where they are set: there is no
/// fall-through.
Result<ServerBinary> find_server(const Environment& environment, std::string_view wanted = {});

}  // namespace inference::llamacpp
