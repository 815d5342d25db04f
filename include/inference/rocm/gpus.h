// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/environment.h>
#include <inference/error.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The machine's AMD GPUs, read from sysfs alone: no ROCm library is linked or asked.
///
/// Every function takes the folder under which the machine's files lie, "/" unless told: a tree
/// that was captured on another machine reads like the machine itself, and no link in it leads
/// outside of it. Where the tree has a `faults.json`, "DIR#SCENARIO" plays one of its scenarios
/// (errors that a plain tree can't hold). All functions may be called from any thread; none keeps
/// state, writes a file or wakes a suspended card.
namespace inference::rocm {

/// Bytes. What the kernel does not say is absent, not 0.
struct GpuMemory {
    std::optional<std::uint64_t> total;
    std::optional<std::uint64_t> used;

    /// total − used, and 0 where the kernel counts more used than there is.
    std::optional<std::uint64_t> free() const noexcept {
        if (!total || !used) return std::nullopt;
        return *used > *total ? 0 : *total - *used;
    }
    friend bool operator==(const GpuMemory&, const GpuMemory&) = default;
};

/// One sensor. `label` is the driver's: "edge", "junction", "mem"; "temp1" where it has none.
struct GpuTemperature {
    std::string label;
    double celsius = 0;
    friend bool operator==(const GpuTemperature&, const GpuTemperature&) = default;
};

/// What moves. All absent on a suspended card, which is not woken for it.
struct GpuTelemetry {
    std::optional<int> busy_percent;         ///< 0 to 100
    std::optional<int> memory_busy_percent;  ///< 0 to 100; discrete cards only
    std::vector<GpuTemperature> temperatures;
    std::optional<double> power_watts;  ///< of an integrated GPU: the CPU cores included
    std::optional<double> power_cap_watts;
    std::optional<int> fan_rpm;  ///< 0 = stopped, which is normal below some 60 °C
    std::optional<int> core_clock_mhz;
    std::optional<int> memory_clock_mhz;
    friend bool operator==(const GpuTelemetry&, const GpuTelemetry&) = default;
};

/// Whether a file could be opened: 0 is yes, else errno.
struct DeviceAccess {
    int error = 0;
    std::optional<std::uint32_t> group_id;  ///< of the device file; absent in a captured tree
    std::string group;                      ///< its name in etc/group; empty where unknown

    bool ok() const noexcept { return error == 0; }
    friend bool operator==(const DeviceAccess&, const DeviceAccess&) = default;
};

enum class GpuKind { discrete, integrated };

/// "discrete" or "integrated".
std::string_view to_string(GpuKind kind) noexcept;

/// One AMD GPU, or one partition of a partitioned accelerator.
struct Gpu {
    std::string pci;   ///< "0000:03:00.0"
    std::string name;  ///< "Radeon RX 7800 XT"; "AMD GPU 1002:747e" where unknown
    std::uint16_t vendor_id = 0x1002;
    std::optional<std::uint16_t> device_id;
    std::optional<std::uint8_t> revision;
    std::optional<std::uint16_t> subsystem_vendor_id;
    std::optional<std::uint16_t> subsystem_device_id;
    std::string driver;  ///< "amdgpu", "vfio-pci", …; empty = none

    std::optional<std::string> gfx;  ///< the kernel's target: "gfx1101"
    /// What HSA_OVERRIDE_GFX_VERSION of the environment makes ROCm take it for.
    std::optional<std::string> gfx_override;
    GpuKind kind = GpuKind::discrete;
    std::string kind_reason;  ///< how that is known, in words

    /// As ROCm writes it, "GPU-4ad1ed0ac407c708"; integrated GPUs and some cards have none.
    std::optional<std::string> uuid;
    std::optional<int> kfd_node;
    std::optional<std::uint32_t> kfd_gpu_id;
    std::optional<int> drm_card;       ///< N of /dev/dri/cardN
    std::optional<int> render_minor;   ///< N of /dev/dri/renderDN
    std::optional<int> rocm_index;     ///< ROCm's number for it with no mask; absent: unseen
    std::optional<int> masked_index;   ///< the same under ROCR_VISIBLE_DEVICES of the environment
    std::optional<int> compute_units;  ///< from the KFD topology
    bool partitioned = false;          ///< one of several ROCm devices on the same chip
    DeviceAccess render_access;        ///< of /dev/dri/renderDN

    GpuMemory vram;
    GpuMemory visible_vram;  ///< the part that the CPU can address
    /// RAM that the GPU can address, where works_in_gtt no more than the KFD offers of it: never to
    /// be added to RAM.
    GpuMemory gtt;
    /// True: ROCm's "VRAM" of this integrated GPU is its GTT, the carve-out (vram) is not used.
    bool works_in_gtt = false;
    std::optional<std::string> vram_vendor;
    std::optional<std::string> link_speed;      ///< "16.0 GT/s PCIe"
    std::optional<int> link_width;              ///< lanes
    std::optional<std::string> runtime_status;  ///< "active", "suspended", …
    GpuTelemetry telemetry;
    std::vector<std::string> problems;  ///< what keeps ROCm from using it, in words

    /// The target that the engine's kernels must match.
    const std::optional<std::string>& effective_gfx() const noexcept {
        return gfx_override ? gfx_override : gfx;
    }
    bool suspended() const noexcept { return runtime_status && *runtime_status == "suspended"; }
    friend bool operator==(const Gpu&, const Gpu&) = default;
};

/// The folder under which an environment has the machine's files: ROCINFER_SYSROOT, else "/".
std::string sysroot_of(const Environment& environment);

/// The variables of an environment that decide what ROCm sees. Absent and empty are different:
/// ROCR_VISIBLE_DEVICES set to nothing hides every GPU.
struct GpuEnvironment {
    std::optional<std::string> rocr_visible_devices;
    std::optional<std::string> hip_visible_devices;
    std::optional<std::string> cuda_visible_devices;
    std::optional<std::string> gpu_device_ordinal;
    std::optional<std::string> gfx_override;          ///< HSA_OVERRIDE_GFX_VERSION
    std::map<int, std::string> gfx_override_by_node;  ///< HSA_OVERRIDE_GFX_VERSION_<KFD node>

    /// Picks them out of all variables.
    static GpuEnvironment from(const Environment& environment);
};

/// A graphics card of another maker.
struct OtherCard {
    std::string pci;
    std::uint16_t vendor_id = 0;
    std::uint16_t device_id = 0;
    std::string driver;
    friend bool operator==(const OtherCard&, const OtherCard&) = default;
};

/// What the machine has.
struct GpuInventory {
    std::vector<Gpu> gpus;  ///< in ROCm's order, then those that ROCm can't see by PCI address
    std::vector<OtherCard> other_cards;
    bool driver_loaded = false;  ///< the amdgpu kernel driver is there
    bool kfd_present = false;    ///< /sys/class/kfd is there: proves the driver, not a GPU
    DeviceAccess kfd_access;     ///< of /dev/kfd, opened as ROCm opens it
    GpuEnvironment environment;  ///< the one that the masks and overrides were computed with
    std::optional<std::uint64_t> memory_available;  ///< MemAvailable of /proc/meminfo, bytes
    std::vector<std::string> notes;                 ///< oddities met while reading, in words
};

/// Reads every AMD GPU. An error (`not_found`, `io`, `invalid_argument`) only where the root
/// itself can't be opened or the scenario is unknown; a machine without AMD GPUs is an empty list.
Result<GpuInventory> read_gpus(const std::string& sysroot = "/",
                               const GpuEnvironment& environment = {});

/// Memory that a model can be put in, in bytes.
struct VramInfo {
    std::uint64_t total = 0;
    std::uint64_t used = 0;
    std::uint64_t free = 0;  ///< by the kernel's count, every process' use included
    bool is_gtt = false;     ///< an integrated GPU's share of the RAM, at most MemAvailable free
    friend bool operator==(const VramInfo&, const VramInfo&) = default;
};

/// Of this GPU; `unavailable` where the driver does not tell.
Result<VramInfo> vram_info(const GpuInventory& inventory, const Gpu& gpu);
/// Of the GPU that would be used: the one that `wanted` names, or that choose_gpu() picks. An empty
/// `sysroot` is this process' sysroot_of().
Result<VramInfo> vram_info(const std::string& sysroot = {}, std::string_view wanted = {});

/// Whether a GPU can run the engine, and why (not).
struct GpuVerdict {
    bool usable = false;
    ErrorCode code = ErrorCode::unavailable;  ///< where it is not usable
    std::string reason;                       ///< names the remedy where it is not usable
};

/// One verdict for each of inventory.gpus. `server_targets` are the gfx targets that the engine
/// was built for ("gfx1101", "gfx11-generic", "gfx90a:xnack-"); empty = not known, not checked.
std::vector<GpuVerdict> assess_gpus(const GpuInventory& inventory,
                                    std::span<const std::string> server_targets = {});

/// How an engine reaches GPUs, and what its code was made for.
struct EngineKernels {
    /// Through Vulkan, which needs neither /dev/kfd nor code for a target; else through ROCm.
    bool vulkan = false;
    std::vector<std::string> gfx_targets;      ///< of its own code; empty = not known
    std::vector<std::string> rocblas_targets;  ///< of the rocBLAS beside it; empty = not known
    friend bool operator==(const EngineKernels&, const EngineKernels&) = default;
};
/// assess_gpus() for this engine.
std::vector<GpuVerdict> assess_gpus_for(const GpuInventory& inventory, const EngineKernels& engine);

/// The GPU to use and how to show the engine this one alone.
struct GpuChoice {
    std::size_t index = 0;  ///< into inventory.gpus
    Gpu gpu;
    std::string reason;  ///< why this one, in words
    VramInfo memory;     ///< zeros where the driver does not tell
    /// The value of ROCR_VISIBLE_DEVICES that shows this GPU alone: its UUID where it has one and
    /// is not partitioned, else ROCm's index.
    std::string rocr_visible_devices;
    /// For the engine's environment: ROCR_VISIBLE_DEVICES and HIP_VISIBLE_DEVICES=0.
    std::vector<std::pair<std::string, std::string>> set;
    /// To be removed from it: CUDA_VISIBLE_DEVICES, GPU_DEVICE_ORDINAL.
    std::vector<std::string> unset;
    std::vector<std::string> warnings;
};

/// Picks a GPU. `wanted` empty: a usable discrete one with the most free VRAM; an integrated one
/// only where ROCm sees no discrete one. Else ROCm's index, a PCI address (with or without its
/// domain), a UUID or the beginning of one, or a part of a name. Only GPUs that the environment's
/// ROCR_VISIBLE_DEVICES leaves are candidates. A refusal (`unavailable`, `not_found`,
/// `unsupported`, `invalid_argument`) says for each GPU why not.
Result<GpuChoice> choose_gpu(const GpuInventory& inventory, std::string_view wanted = {},
                             std::span<const std::string> server_targets = {});

/// choose_gpu() for this engine. Through Vulkan nothing is set or unset: it is pinned by its PCI
/// address among the devices that the engine lists.
Result<GpuChoice> choose_gpu_for(const GpuInventory& inventory, std::string_view wanted,
                                 const EngineKernels& engine);

/// What one process holds on one GPU, in bytes.
struct ProcessMemory {
    enum class Source {
        fdinfo,  ///< /proc/PID/fdinfo: graphics and ROCm
        kfd,     ///< /sys/class/kfd/kfd/proc/PID: ROCm only
    };
    std::uint64_t vram = 0;
    std::uint64_t gtt = 0;
    Source source = Source::fdinfo;
    friend bool operator==(const ProcessMemory&, const ProcessMemory&) = default;
};

/// Reads it; `not_found` where the process holds nothing there or is not ours to see: use the
/// whole card's figures then.
Result<ProcessMemory> process_memory(const std::string& sysroot, int pid, const Gpu& gpu);

/// A GPU's memory and telemetry once more: a few microseconds a file, for live views. The rest of
/// `gpu` stays as it is.
void refresh(const std::string& sysroot, Gpu& gpu);
/// The same for many, the tree opened once.
void refresh(const std::string& sysroot, std::span<Gpu> gpus);

/// How to wait for memory that a process gave back.
struct MemoryWait {
    std::chrono::milliseconds limit{std::chrono::seconds{10}};
    std::chrono::milliseconds interval{20};
    /// Somebody else's use may grow meanwhile: this many bytes above `used_before` count as back.
    std::uint64_t slack = std::uint64_t{64} << 20;
    std::stop_token cancel;
    /// Tests put their own here; empty = the steady clock, and a wait that `cancel` cuts short.
    std::function<std::chrono::steady_clock::time_point()> now;
    std::function<void(std::chrono::milliseconds)> pause;
};

struct MemoryReturned {
    bool back = false;                  ///< false: the limit passed, or nothing can be read
    std::optional<std::uint64_t> used;  ///< the last reading, bytes
    std::chrono::milliseconds waited{0};
};

/// Waits until the GPU's used memory (VRAM; GTT where works_in_gtt) is down to `used_before` or
/// less, give or take the slack. Bounded. Reads sysfs again and again: the kernel has no event for
/// this figure.
MemoryReturned wait_for_memory_back(const std::string& sysroot, const Gpu& gpu,
                                    std::uint64_t used_before, const MemoryWait& wait = {});

}  // namespace inference::rocm
