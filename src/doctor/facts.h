// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/engine/server_build.h"

#include <inference/environment.h>
#include <inference/error.h>
#include <inference/rocm/gpus.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace inference::doctor {

/// What the checks look at.
struct MachineFacts {
    std::string kernel;          ///< "6.12.117"; empty = not known
    std::string distribution;    ///< "Debian GNU/Linux 12 (bookworm)"
    std::string driver_version;  ///< of an amdgpu from AMD's own packages; empty = the kernel's
    std::string rocm_version;    ///< "7.1.1", of /opt/rocm; empty = not known
    bool in_container = false;
    std::string container;  ///< how that is known
    /// Firmware versions by GPU and part, where they can be read.
    std::map<std::string, std::map<std::string, std::string>> firmware;
    std::optional<std::uint64_t> memory_total;
    std::optional<std::uint64_t> memory_available;
    std::optional<std::uint64_t> disk_free;
    std::string disk_folder;
    rocm::GpuInventory gpus;
};

struct ServerFacts {
    /// How this engine reaches the machine's AMD GPUs: through ROCm where it has that and code for
    /// the GPU, else through Vulkan where it has that; empty = not at all.
    std::optional<rocm::EngineKernels> way_to(const rocm::GpuInventory& gpus) const;

    std::string path;
    std::string found_by;
    std::optional<Error> not_found;
    std::string version;
    std::optional<Error> version_error;
    bool asked_devices = true;  ///< false for another machine's tree: they would be this one's
    std::vector<std::string> devices;  ///< lines of --list-devices
    std::string backend_path;          ///< GGML_BACKEND_PATH as the engine gets it
    std::optional<Error> devices_error;
    llamacpp::ServerBuild build;
};

MachineFacts gather_machine(const std::string& sysroot, const Environment& environment,
                            rocm::GpuInventory gpus);
/// Finds the server and runs it, for its version and (`ask_devices`) its devices. `rocr_mask`: of
/// the GPU that would be used; empty = none.
ServerFacts gather_server(const Environment& environment, const std::string& rocr_mask,
                          bool ask_devices);

}  // namespace inference::doctor
