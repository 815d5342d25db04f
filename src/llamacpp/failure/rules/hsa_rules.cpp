// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/rules/hsa_rules.h"

namespace inference::llamacpp {
namespace {

using enum FailureRule::Proof;

constexpr std::string_view kRestartGpu =
    "load the model again; if it comes back, look at the kernel's log (journalctl -k) and update "
    "the kernel, the firmware and ROCm";
constexpr std::string_view kOtherBuild =
    "use a llama-server and a ROCm that are built for this GPU; rocinfer doctor names its gfx "
    "target and those of the server";
constexpr std::string_view kNoGraphs =
    "set GGML_CUDA_DISABLE_GRAPHS=1 in the environment, which turns the graphs off";
constexpr std::string_view kDriver =
    "update the kernel and its amdgpu driver, or use an older ROCm that suits this kernel";

// Two are often written with it: the reason in words, and its number.
constexpr std::string_view kQueue = "borting with error : HSA_";

/// A queue that was stopped because its kernels are not for this GPU.
constexpr FailureRule wrong_kernels(std::string_view status) {
    return {{status, kQueue},
            fatal,
            FailureKind::no_kernels,
            ErrorCode::unavailable,
            "the kernels in this llama-server or this ROCm are not for this GPU",
            kOtherBuild};
}

constexpr FailureRule bad_access(std::string_view sign, std::string_view second) {
    return {{sign, second},
            fatal,
            FailureKind::memory_access_fault,
            ErrorCode::start_failed,
            "a kernel on the GPU read or wrote where it must not",
            kNoGraphs};
}

/// Scratch memory is what a queue most often lacks; it comes from the VRAM.
bool little_is_free(std::string_view line) noexcept {
    constexpr long long kLittleMb = 512;
    return number_after(line, "Available Free mem :").value_or(0) < kLittleMb;
}

constexpr std::array kHsaRules = std::to_array<FailureRule>({
    {{"HSA_STATUS_ERROR_OUT_OF_RESOURCES:", ""},
     fatal,
     FailureKind::out_of_memory,
     ErrorCode::out_of_memory,
     "the GPU's memory is used up",
     "lower context_length or parallel_slots, give a smaller --ubatch-size in extra_arguments, or "
     "close what else uses the GPU",
     little_is_free},
    {{"HSA_STATUS_ERROR_OUT_OF_RESOURCES:", ""},
     fatal,
     FailureKind::too_few_threads,
     ErrorCode::io,
     "ROCm could not start a thread or make an event, though the GPU has memory left",
     "raise the limits (ulimit -u and -n, TasksMax= of the systemd unit, the container's pids), or "
     "load the model again"},
    wrong_kernels("HSA_STATUS_ERROR_INVALID_ISA"),
    wrong_kernels("HSA_STATUS_ERROR_ILLEGAL_INSTRUCTION:"),
    wrong_kernels("HSA_STATUS_ERROR_INVALID_CODE_OBJECT"),
    wrong_kernels("HSA_STATUS_ERROR_INVALID_EXECUTABLE"),
    wrong_kernels("HSA_STATUS_ERROR_INVALID_SYMBOL_NAME:"),
    wrong_kernels("HSA_STATUS_ERROR_INVALID_CODE_SYMBOL:"),
    wrong_kernels("HSA_STATUS_ERROR_INVALID_WAVEFRONT:"),
    // What a kernel asks of the GPU and the GPU has not: local memory, registers, dimensions.
    wrong_kernels("HSA_STATUS_ERROR_INVALID_ALLOCATION:"),
    wrong_kernels("HSA_STATUS_ERROR_INVALID_ARGUMENT:"),
    wrong_kernels("HSA_STATUS_ERROR_INCOMPATIBLE_ARGUMENTS:"),
    wrong_kernels("HSA_STATUS_ERROR_OUT_OF_REGISTERS:"),
    bad_access("HSA_STATUS_ERROR_MEMORY_", kQueue),
    bad_access("Memory access fault by GPU", ""),
    {{kQueue, ""},
     fatal,
     FailureKind::gpu_error,
     ErrorCode::start_failed,
     "ROCm stopped the GPU's queue",
     kRestartGpu},
    {{"HW Exception by GPU", "reason :ECC"},
     fatal,
     FailureKind::gpu_error,
     ErrorCode::start_failed,
     "the GPU's memory has an error that it can't correct",
     "restart the machine; if it comes back, the card is broken (journalctl -k names the address)"},
    {{"HW Exception by GPU", ""},
     fatal,
     FailureKind::gpu_hang,
     ErrorCode::start_failed,
     "the GPU hung and was reset",
     kRestartGpu},
    {{"HSA_OVERRIDE_GFX_VERSION", "is invalid"},
     fatal,
     FailureKind::gfx_override,
     ErrorCode::unavailable,
     "HSA_OVERRIDE_GFX_VERSION is not of the form 11.0.0",
     "unset it; where the GPU needs it, write major.minor.stepping"},
    {{"Incompatible kernel and userspace", ""},
     root,
     FailureKind::driver_too_old,
     ErrorCode::unavailable,
     "the kernel's amdgpu driver is too old for this ROCm",
     kDriver},
    {{"amdgpu_device_get_fd", "not available"},
     root,
     FailureKind::missing_library,
     ErrorCode::unavailable,
     "libdrm is too old for this ROCm",
     "update libdrm (the package libdrm-amdgpu1), or use an older ROCm"},
    {{"AMDKFD_IOC_ACQUIRE_VM failed", ""},
     root,
     FailureKind::no_device,
     ErrorCode::unavailable,
     "the kernel gives ROCm no address space on the GPU",
     "end other programs that use the GPU, and look at the kernel's log (journalctl -k)"},
    {{"Failed to reserve SVM address range", ""},
     root,
     FailureKind::too_few_threads,
     ErrorCode::io,
     "ROCm found no address space",
     "raise the limit on address space (ulimit -v unlimited)"},
    {{"No SVM range compatible with all GPU", ""},
     root,
     FailureKind::too_few_threads,
     ErrorCode::io,
     "ROCm found no address space",
     "raise the limit on address space (ulimit -v unlimited)"},
    {{"Unable to open /dev/kfd", "ermi"},
     error,
     FailureKind::device_permission,
     ErrorCode::unavailable,
     "the GPU's device file /dev/kfd may not be opened",
     "add the user to the group that owns it (ls -ln /dev/kfd; most often render) and log in "
     "again; in a container pass that group's number with --group-add"},
    {{"Failed to open /dev/dri/renderD", ""},
     root,
     FailureKind::device_permission,
     ErrorCode::unavailable,
     "the GPU's device file may not be opened",
     "add the user to the group that owns it (ls -ln /dev/dri; most often render) and log in "
     "again; in a container pass that group's number with --group-add"},
    // Freed while it is in use: most often what follows another error, which then stands above it.
    {{"Memory critical error by agent", ""},
     general,
     FailureKind::gpu_error,
     ErrorCode::start_failed,
     "ROCm was to free memory that is still in use, most often after another failure",
     "give --load-mode none in extra_arguments (--load-mode mmap where it is none now), or use a "
     "newer ROCm"},
});

}  // namespace

std::span<const FailureRule> hsa_rules() noexcept {
    return kHsaRules;
}

}  // namespace inference::llamacpp
