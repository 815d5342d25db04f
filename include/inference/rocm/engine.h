// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Engines: builds of llama-server, each in a folder of its own. Every function reads this process'
/// environment and may be called from any thread.
namespace inference::rocm {

/// The llama-server that models would be loaded with.
struct Engine {
    std::string path;
    /// "ROCM_LLAMA_SERVER_PATH", "engine NAME" and perhaps why, "PATH" or "prefix"
    std::string found_by;
    std::string version;  ///< as it says itself, e.g. "0.7.0 (build 11669, commit Debian)"
};

/// Finds llama-server and asks for its version, which takes some 20 ms: ROCM_LLAMA_SERVER_PATH, the
/// engine that use_engine() chose, PATH, then the installed engines: rocm, vulkan, cpu, others.
Result<Engine> find_engine();

/// An engine that is installed, or that is used from elsewhere.
struct InstalledEngine {
    std::string name;    ///< "vulkan"; empty for a llama-server that was not installed as an engine
    std::string folder;  ///< empty where `name` is
    std::string path;    ///< of its llama-server
    std::string version;            ///< as it says itself; empty where `error` is set
    std::vector<std::string> ways;  ///< of computing that it has: "cpu", "hip", "rpc", "vulkan"
    /// GPUs that it sees now, as it says: "Vulkan0: AMD Radeon RX 7800 XT (…)"
    std::vector<std::string> devices;
    std::vector<std::string> gfx_targets;      ///< of its HIP code; empty = none or not known
    std::vector<std::string> rocblas_targets;  ///< of its rocBLAS; empty = none or not known
    std::uint64_t bytes = 0;                   ///< of its folder's files
    bool in_use = false;
    std::string reason;          ///< why it is in use; empty where it is not
    std::optional<Error> error;  ///< where it does not start
};

/// All installed engines, and the llama-server that would be used where it is none of them. Starts
/// each twice, which takes up to a second each. Errors: none today; a machine without any engine
/// has an empty list.
Result<std::vector<InstalledEngine>> list_engines();

/// From now on models are loaded with this engine unless a load names another. Errors: `not_found`
/// where it is not installed, `io`.
Result<void> use_engine(const std::string& name);
/// Removes its folder, and what an interrupted installation left of it. Errors: `not_found`, `io`.
Result<void> remove_engine(const std::string& name);

struct EngineInstallation {
    std::string name;  ///< "cpu", "vulkan", "rocm" or "rpc"
    /// For rocm: of rocBLAS's kernels (2.9 GB) only those for these gfx targets; empty = all.
    std::vector<std::string> gfx_targets;
    /// The program that installs; empty = install-llama-server of this installation or checkout.
    std::string script;
    std::function<void(std::string_view line)> on_line;  ///< what it says meanwhile
};

/// Downloads and unpacks an engine; an old one stays until the new one was tried. Takes as long as
/// the download (20 to 480 MB); returns at once where it is there. Errors: `invalid_argument`,
/// `not_found` (no script), `start_failed` with what it said last.
Result<void> install_engine(const EngineInstallation& installation);

}  // namespace inference::rocm
