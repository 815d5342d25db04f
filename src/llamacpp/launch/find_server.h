// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/environment.h>
#include <inference/error.h>

#include <string>

namespace inference::llamacpp {

/// A llama-server that can be started.
struct ServerBinary {
    std::string path;
    std::string found_by;  ///< "ROCM_LLAMA_SERVER_PATH", "PATH" or "prefix"
};

/// Looks for llama-server: ROCM_LLAMA_SERVER_PATH (which must then be good: there is no
/// fall-through), PATH, then the prefix that scripts/install-llama-server fills
/// (ROCINFER_LLAMA_PREFIX, else $XDG_DATA_HOME/rocinfer/llama.cpp, else
/// ~/.local/share/rocinfer/llama.cpp, where ~ is HOME or what the passwd entry says without one).
Result<ServerBinary> find_server(const Environment& environment);

}  // namespace inference::llamacpp
