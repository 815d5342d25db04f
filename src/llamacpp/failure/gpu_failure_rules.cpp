// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/gpu_failure_rules.h"

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
    "set GGML_CUDA_DISABLE_GRAPHS=1 in the option environment, which turns the graphs off";
constexpr std::string_view kNoFlash =
    "give --flash-attn off in the option extra_arguments; the KV cache must then be f16";
constexpr std::string_view kNoDevice =
    "run rocinfer doctor, which checks the driver, /dev/kfd and "
    "the permissions; in a container pass --device /dev/kfd and "
    "--device /dev/dri";

constexpr std::array kGpuRules = std::to_array<FailureRule>({
    {{"HW Exception by GPU", ""},
     fatal,
     FailureKind::gpu_hang,
     ErrorCode::start_failed,
     "the GPU hung and was reset",
     kRestartGpu},
    {{"vk::DeviceLostError", ""},
     fatal,
     FailureKind::gpu_hang,
     ErrorCode::start_failed,
     "the GPU was lost, most often after a hang and a reset",
     kRestartGpu},
    {{"Memory access fault by GPU", ""},
     fatal,
     FailureKind::memory_access_fault,
     ErrorCode::start_failed,
     "a kernel on the GPU read or wrote where it must not",
     kNoGraphs},
    {{"aborting with error : HSA_STATUS_ERROR_MEMORY", ""},
     fatal,
     FailureKind::memory_access_fault,
     ErrorCode::start_failed,
     "a kernel on the GPU read or wrote where it must not",
     kNoGraphs},
    {{"an illegal memory access was encountered", ""},
     fatal,
     FailureKind::memory_access_fault,
     ErrorCode::start_failed,
     "a kernel on the GPU read or wrote where it must not",
     kNoGraphs},
    {{"aborting with error : HSA_STATUS_ERROR", ""},
     fatal,
     FailureKind::gpu_error,
     ErrorCode::start_failed,
     "ROCm stopped the GPU's queue",
     kRestartGpu},

    {{"HSA_OVERRIDE_GFX_VERSION", "is invalid"},
     fatal,
     FailureKind::gfx_override,
     ErrorCode::unavailable,
     "HSA_OVERRIDE_GFX_VERSION is not of the form 11.0.0",
     "unset it; where the GPU needs it, write major.minor.stepping"},
    {{"invalid device function", ""},
     fatal,
     FailureKind::no_kernels,
     ErrorCode::unavailable,
     "this llama-server has no kernels for the GPU",
     kOtherBuild},
    {{"hipErrorNoBinaryForGpu", ""},
     fatal,
     FailureKind::no_kernels,
     ErrorCode::unavailable,
     "this llama-server has no kernels for the GPU",
     kOtherBuild},
    {{"No compatible code objects found for", ""},
     fatal,
     FailureKind::no_kernels,
     ErrorCode::unavailable,
     "this llama-server has no kernels for the GPU",
     kOtherBuild},
    {{"no kernel image is available", ""},
     fatal,
     FailureKind::no_kernels,
     ErrorCode::unavailable,
     "this llama-server has no kernels for the GPU",
     kOtherBuild},
    {{"shared object initialization failed", ""},
     fatal,
     FailureKind::no_kernels,
     ErrorCode::unavailable,
     "the kernels in this llama-server do not suit the GPU or the installed ROCm",
     kOtherBuild},
    {{"device kernel image is invalid", ""},
     fatal,
     FailureKind::no_kernels,
     ErrorCode::unavailable,
     "the kernels in this llama-server do not suit the GPU or the installed ROCm",
     kOtherBuild},
    {{"rocBLAS error: Cannot read", "TensileLibrary"},
     fatal,
     FailureKind::no_kernels,
     ErrorCode::unavailable,
     "the installed rocBLAS has no kernels for the GPU",
     kOtherBuild},

    {{"UpdateStreams failed", ""},
     fatal,
     FailureKind::graph_crash,
     ErrorCode::start_failed,
     "HIP could not run a graph",
     kNoGraphs},
    {{"when stream is capturing", ""},
     fatal,
     FailureKind::graph_crash,
     ErrorCode::start_failed,
     "HIP could not capture a graph",
     kNoGraphs},
    {{"fattn", "fatal error"},
     fatal,
     FailureKind::flash_attention_crash,
     ErrorCode::start_failed,
     "flash attention failed on the GPU",
     kNoFlash},
    {{"fattn", "GGML_ASSERT"},
     fatal,
     FailureKind::flash_attention_crash,
     ErrorCode::start_failed,
     "flash attention failed on the GPU",
     kNoFlash},

    {{"Unable to open /dev/kfd", "ermi"},
     error,
     FailureKind::device_permission,
     ErrorCode::unavailable,
     "the GPU's device file /dev/kfd may not be opened",
     "add the user to the group that owns it (ls -ln /dev/kfd; most often render) and log in "
     "again; in a container pass that group's number with --group-add"},
    {{"Could not initialize Tensile host: No devices found", ""},
     fatal,
     FailureKind::no_device,
     ErrorCode::unavailable,
     "ROCm shows no GPU",
     kNoDevice},
    {{"no ROCm-capable device is detected", ""},
     error,
     FailureKind::no_device,
     ErrorCode::unavailable,
     "ROCm shows no GPU",
     kNoDevice},
    {{"invalid device: ", ""},
     error,
     FailureKind::no_device,
     ErrorCode::unavailable,
     "this llama-server has no such device",
     "take --device out of the option extra_arguments; llama-server --list-devices shows what it "
     "has"},

    {{"ROCm error", ""},
     general,
     FailureKind::gpu_error,
     ErrorCode::start_failed,
     "ROCm failed on the GPU",
     kRestartGpu},
    {{"HipVMM Failure", ""},
     fatal,
     FailureKind::gpu_error,
     ErrorCode::start_failed,
     "ROCm could not map the GPU's memory",
     "use a llama-server that is built without GGML_HIP_NO_VMM=OFF"},
});

}  // namespace

std::span<const FailureRule> gpu_failure_rules() noexcept {
    return kGpuRules;
}

}  // namespace inference::llamacpp
