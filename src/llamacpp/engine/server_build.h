// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// What the files of a llama-server tell without running it.
struct ServerBuild {
    std::vector<std::string> backends;  ///< that it loads: "hip", "vulkan", "cpu-haswell", …
    /// Backends' files that lie there and that it does not load: ggml looks into the folder of the
    /// executable, into one compiled-in folder, and at the file that GGML_BACKEND_PATH names.
    std::vector<std::string> not_looked_at;
    /// Of its HIP backend's own code, sorted; empty = not known.
    std::vector<std::string> gfx_targets;
    /// Of the rocBLAS that it uses; empty optional = not known, or it uses none.
    std::optional<std::vector<std::string>> rocblas_targets;
    std::vector<std::string> missing_libraries;  ///< that it needs and that are nowhere
    std::string hip_library;                     ///< the file with the HIP code; empty = none

    bool has(std::string_view backend) const noexcept;
    bool has_hip() const noexcept { return !hip_library.empty(); }
};

/// Looks at the server's file and the libraries beside it: a few milliseconds. `library_path` is
/// LD_LIBRARY_PATH, `backend_path` is the GGML_BACKEND_PATH that it is started with; either may be
/// empty.
ServerBuild inspect_build(const std::string& server_path, std::string_view library_path = {},
                          std::string_view backend_path = {});

}  // namespace inference::llamacpp
