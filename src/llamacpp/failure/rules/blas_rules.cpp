// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/rules/blas_rules.h"

namespace inference::llamacpp {
namespace {

using enum FailureRule::Proof;

constexpr std::string_view kOtherBuild =
    "use a rocBLAS that has kernels for this GPU's gfx target (rocinfer doctor names it) and a "
    "llama-server that is built for the same ROCm; loading again never helps";

constexpr FailureRule no_kernels(std::string_view sign, std::string_view second = "") {
    return {{sign, second},
            fatal,
            FailureKind::no_kernels,
            ErrorCode::unavailable,
            "rocBLAS failed, most often for want of kernels for this GPU",
            kOtherBuild};
}

constexpr FailureRule full(std::string_view sign) {
    return {{sign, ""},
            fatal,
            FailureKind::out_of_memory,
            ErrorCode::out_of_memory,
            "rocBLAS found no memory on the GPU",
            "lower context_length, parallel_slots or gpu_layers, or close what else uses the GPU"};
}

// ggml calls hipBLAS's statuses by CUDA's names; rocBLAS has its own.
constexpr std::array kBlasRules = std::to_array<FailureRule>({
    {{"Could not initialize Tensile host: No devices found", ""},
     fatal,
     FailureKind::no_device,
     ErrorCode::unavailable,
     "ROCm shows no GPU",
     "run rocinfer doctor, which checks the driver, /dev/kfd and the permissions; in a container "
     "pass --device /dev/kfd and --device /dev/dri"},
    {{"rocBLAS error: Cannot read", ""},
     fatal,
     FailureKind::no_kernels,
     ErrorCode::unavailable,
     "the installed rocBLAS has no kernels for the GPU",
     kOtherBuild},
    {{"rocBLAS error: Could not load", ""},
     fatal,
     FailureKind::no_kernels,
     ErrorCode::unavailable,
     "the installed rocBLAS has no kernels for the GPU",
     kOtherBuild},
    {{"rocBLAS error: Could not initialize Tensile", ""},
     fatal,
     FailureKind::no_kernels,
     ErrorCode::unavailable,
     "the installed rocBLAS has no kernels for the GPU",
     kOtherBuild},
    full("BLAS_STATUS_ALLOC_FAILED"),
    full("rocblas_status_memory_error"),
    no_kernels("BLAS_STATUS_INTERNAL_ERROR"),
    no_kernels("BLAS_STATUS_NOT_SUPPORTED"),
    no_kernels("BLAS_STATUS_ARCH_MISMATCH"),
    no_kernels("BLAS_STATUS_EXECUTION_FAILED"),
    no_kernels("BLAS_STATUS_INVALID_VALUE"),
    no_kernels("rocblas_status_internal_error"),
    no_kernels("rocblas_status_not_implemented"),
    no_kernels("rocblas_status_arch_mismatch"),
    {{"BLAS_STATUS_NOT_INITIALIZED", ""},
     fatal,
     FailureKind::gpu_error,
     ErrorCode::start_failed,
     "rocBLAS could not start, most often for want of memory or of kernels for this GPU",
     "close what else uses the GPU or lower context_length; if it comes back, use a rocBLAS that "
     "has kernels for this GPU"},
    {{"BLAS_STATUS_", "ROCm error"},
     fatal,
     FailureKind::gpu_error,
     ErrorCode::start_failed,
     "rocBLAS failed on the GPU",
     kOtherBuild},
    // rocBLAS goes on with other kernels after these; they tell why a status above came.
    {{"rocBLAS error: Tensile solution found, but", ""},
     general,
     FailureKind::no_kernels,
     ErrorCode::unavailable,
     "the installed rocBLAS has no kernels for the GPU",
     kOtherBuild},
    {{"rocBLAS error: No Tensile solution found", ""},
     general,
     FailureKind::no_kernels,
     ErrorCode::unavailable,
     "the installed rocBLAS has no kernels for the GPU",
     kOtherBuild},
});

}  // namespace

std::span<const FailureRule> blas_rules() noexcept {
    return kBlasRules;
}

}  // namespace inference::llamacpp
