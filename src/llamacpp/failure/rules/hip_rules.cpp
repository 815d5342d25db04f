// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/rules/hip_rules.h"

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
constexpr std::string_view kNoFlash =
    "give --flash-attn off in extra_arguments; the KV cache must then be f16";
constexpr std::string_view kNoDevice =
    "run rocinfer doctor, which checks the driver, /dev/kfd and the permissions; in a container "
    "pass --device /dev/kfd and --device /dev/dri";

// ggml writes "ROCm error: " and HIP's own words for the error, other libraries its name.
constexpr FailureRule no_kernels(std::string_view sign, std::string_view second = "") {
    return {{sign, second},
            fatal,
            FailureKind::no_kernels,
            ErrorCode::unavailable,
            "this llama-server has no kernels for the GPU",
            kOtherBuild};
}

constexpr FailureRule unsuited(std::string_view sign, std::string_view second = "") {
    return {{sign, second},
            fatal,
            FailureKind::no_kernels,
            ErrorCode::unavailable,
            "the kernels in this llama-server do not suit the GPU or the installed ROCm",
            kOtherBuild};
}

constexpr FailureRule full(std::string_view sign, std::string_view second = "") {
    return {{sign, second},
            fatal,
            FailureKind::out_of_memory,
            ErrorCode::out_of_memory,
            "the GPU's memory is full",
            "lower context_length, parallel_slots or gpu_layers, or close what else uses the GPU"};
}

constexpr FailureRule graph(std::string_view sign) {
    return {{sign, ""},
            fatal,
            FailureKind::graph_crash,
            ErrorCode::start_failed,
            "HIP could not capture or run a graph",
            kNoGraphs};
}

constexpr FailureRule failed(std::string_view sign, std::string_view second = "") {
    return {{sign, second},           fatal,      FailureKind::gpu_error, ErrorCode::start_failed,
            "ROCm failed on the GPU", kRestartGpu};
}

constexpr FailureRule several_gpus(std::string_view sign) {
    return {{sign, "ROCm error"},
            fatal,
            FailureKind::gpu_error,
            ErrorCode::start_failed,
            "the GPUs can't reach each other's memory",
            "use one GPU (--split-mode none in extra_arguments)"};
}

constexpr FailureRule no_device(std::string_view sign, std::string_view second = "") {
    return {{sign, second},      general,  FailureKind::no_device, ErrorCode::unavailable,
            "ROCm shows no GPU", kNoDevice};
}

constexpr std::array kHipRules = std::to_array<FailureRule>({
    full("ROCm error: out of memory"),
    full("hipErrorOutOfMemory"),
    full("ROCm error: mapping of buffer object failed"),
    full("hipErrorMapFailed"),
    full("ROCm error: runtime memory call returned error"),

    no_kernels("invalid device function"),
    no_kernels("hipErrorInvalidDeviceFunction"),
    no_kernels("hipErrorNoBinaryForGpu"),
    no_kernels("No compatible code objects found for"),
    no_kernels("no kernel image is available"),
    unsuited("shared object initialization failed"),
    unsuited("hipErrorSharedObjectInitFailed"),
    unsuited("shared object symbol not found"),
    unsuited("hipErrorSharedObjectSymbolNotFound"),
    unsuited("device kernel image is invalid"),
    unsuited("hipErrorInvalidImage"),
    unsuited("ROCm error: invalid kernel file"),
    unsuited("ROCm error: named symbol not found"),
    unsuited("ROCm error: invalid device symbol"),
    // More than the GPU has of registers, local memory or threads: made for another one.
    unsuited("ROCm error: too many resources requested for launch"),
    unsuited("ROCm error: invalid configuration argument"),
    unsuited("ROCm error: too many blocks in cooperative launch"),
    unsuited("ROCm error: limit is not supported on this architecture"),
    unsuited("ROCm error: operation not supported"),

    {{"an illegal memory access was encountered", ""},
     fatal,
     FailureKind::memory_access_fault,
     ErrorCode::start_failed,
     "a kernel on the GPU read or wrote where it must not",
     kNoGraphs},
    graph("UpdateStreams failed"),
    graph("when stream is capturing"),
    graph("due to a previous error during capture"),
    graph("merge of separate capture sequences"),
    graph("capture was not ended in the same stream"),
    graph("capturing stream has unjoined work"),
    graph("dependency created on uncaptured work"),
    graph("depend on a capturing blocking stream"),
    graph("last recorded in a capturing stream"),
    graph("thread-local capture sequence"),
    graph("the graph update was not performed"),
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

    {{"ROCm error: the launch timed out", ""},
     fatal,
     FailureKind::gpu_hang,
     ErrorCode::start_failed,
     "the GPU hung",
     kRestartGpu},
    {{"uncorrectable ECC error", ""},
     fatal,
     FailureKind::gpu_error,
     ErrorCode::start_failed,
     "the GPU's memory has an error that it can't correct",
     "restart the machine; if it comes back, the card is broken (journalctl -k names the address)"},
    failed("unspecified launch failure", "ROCm error"),
    failed("device-side assert triggered", "ROCm error"),
    failed("context is destroyed", "ROCm error"),
    failed("unknown error", "ROCm error"),
    several_gpus("peer access"),

    {{"driver version is insufficient for runtime version", ""},
     root,
     FailureKind::driver_too_old,
     ErrorCode::unavailable,
     "the kernel's amdgpu driver is too old for this ROCm",
     "update the kernel and its amdgpu driver, or use an older ROCm that suits this kernel"},
    {{"HipVMM Failure", ""},
     fatal,
     FailureKind::gpu_error,
     ErrorCode::start_failed,
     "ROCm could not map the GPU's memory",
     "use a llama-server that is built without GGML_HIP_NO_VMM=OFF"},
    no_device("no ROCm-capable device is detected"),
    no_device("failed to initialize ROCm:"),
    no_device("ROCm error: invalid device ordinal"),
    {{"ROCm error: initialization error", ""},
     fatal,
     FailureKind::no_device,
     ErrorCode::unavailable,
     "ROCm could not start on the GPU",
     kNoDevice},
    {{"OS call failed or operation not supported on this OS", ""},
     fatal,
     FailureKind::driver_too_old,
     ErrorCode::unavailable,
     "the kernel's amdgpu driver refused what ROCm asked of it",
     "update the kernel and its amdgpu driver, or use an older ROCm that suits this kernel"},
    {{"ROCm error", ""},
     general,
     FailureKind::gpu_error,
     ErrorCode::start_failed,
     "ROCm failed on the GPU",
     kRestartGpu},
});

}  // namespace

std::span<const FailureRule> hip_rules() noexcept {
    return kHipRules;
}

}  // namespace inference::llamacpp
