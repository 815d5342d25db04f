// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// What the files of a llama-server tell without running it.
struct ServerBuild {
    std::vector<std::string> backends;           ///< "hip", "vulkan", "cpu-haswell", …
    std::vector<std::string> gfx_targets;        ///< of its HIP code, sorted; empty = not known
    std::vector<std::string> missing_libraries;  ///< that it needs and that are nowhere
    std::string hip_library;                     ///< the file with the HIP code; empty = none

    bool has_hip() const noexcept { return !hip_library.empty(); }
};

/// Looks at the server's file and the libraries beside it. `library_path` is LD_LIBRARY_PATH,
/// `backend_path` is GGML_BACKEND_PATH; either may be empty.
ServerBuild inspect_build(const std::string& server_path, std::string_view library_path = {},
                          std::string_view backend_path = {});

}  // namespace inference::llamacpp
