// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <string>

namespace inference::rocm {

/// The llama-server that models would be loaded with.
struct Engine {
    std::string path;
    std::string found_by;  ///< "ROCM_LLAMA_SERVER_PATH", "PATH" or "prefix"
    std::string version;   ///< as it says itself, e.g. "0.7.0 (build 11669, commit Debian)"
};

/// Finds llama-server and asks for its version, which takes some 20 ms: ROCM_LLAMA_SERVER_PATH,
/// then PATH, then the prefix of scripts/install-llama-server. Thread-safe.
Result<Engine> find_engine();

}  // namespace inference::rocm
