// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// What llama-server put on one device, in bytes, by its own log.
struct DeviceBuffers {
    std::string device;  ///< "ROCm0", "CPU", "CPU_Mapped", "ROCm_Host"
    std::uint64_t model = 0;
    std::uint64_t cache = 0;  ///< KV cache and recurrent state
    std::uint64_t compute = 0;
    std::uint64_t output = 0;

    std::uint64_t total() const noexcept { return model + cache + compute + output; }
    /// A GPU's own memory; host memory that a GPU can reach ("ROCm_Host") is not.
    bool is_gpu() const noexcept;
    friend bool operator==(const DeviceBuffers&, const DeviceBuffers&) = default;
};

/// A GPU that llama-server found or used.
struct EngineDevice {
    std::string name;  ///< "ROCm0"
    std::string description;
    std::string gfx;               ///< "gfx1101"; empty where it was not told
    std::string pci;               ///< "0000:03:00.0"; empty where it was not told
    std::uint64_t free_bytes = 0;  ///< by its own count, before the load; 0 = not told
    friend bool operator==(const EngineDevice&, const EngineDevice&) = default;
};

/// What really happened at a load, read from the engine's log.
struct LoadReport {
    std::optional<int> layers_on_gpu;
    std::optional<int> layers;
    std::vector<DeviceBuffers> buffers;
    std::vector<EngineDevice> found;  ///< when the engine started
    std::vector<EngineDevice> used;   ///< for the model
    bool no_usable_gpu = false;       ///< the engine said so
    std::string gpu_failure;          ///< its reason, where it gave one

    /// On all GPUs.
    std::uint64_t gpu_bytes() const noexcept;
    /// In host memory that the GPU reaches over the bus: shows as GTT.
    std::uint64_t pinned_host_bytes() const noexcept;
};

/// Makes a report of a log, a line at a time. A second load in the same log starts afresh.
class LoadReportReader {
public:
    void read_line(std::string_view line);
    const LoadReport& report() const noexcept { return report_; }

private:
    void read_buffer(std::string_view line);
    void read_found_device(std::string_view line);
    void read_used_device(std::string_view line);

    LoadReport report_;
};

}  // namespace inference::llamacpp
