// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/rules/vulkan_rules.h"

namespace inference::llamacpp {
namespace {

using enum FailureRule::Proof;

constexpr std::string_view kLost =
    "load the model again, with a smaller --ubatch-size in extra_arguments: a long computation "
    "looks like a hang to the driver; if it comes back, update Mesa, the kernel and the firmware";
constexpr std::string_view kOneBuffer =
    "give a smaller --ubatch-size in extra_arguments, or lower context_length: one buffer has a "
    "limit under Vulkan, however much memory is free";
constexpr std::string_view kLess =
    "lower context_length, parallel_slots or gpu_layers, or close what else uses the GPU";
constexpr std::string_view kMesa = "update Mesa (mesa-vulkan-drivers), or use ROCm";

constexpr FailureRule lost(std::string_view sign) {
    return {{sign, ""},
            fatal,
            FailureKind::gpu_hang,
            ErrorCode::start_failed,
            "the GPU was lost, most often after a hang and a reset",
            kLost};
}

constexpr FailureRule full(std::string_view sign, std::string_view second = "") {
    return {{sign, second},
            error,
            FailureKind::out_of_memory,
            ErrorCode::out_of_memory,
            "the GPU's memory is full",
            kLess};
}

constexpr FailureRule driver(std::string_view sign) {
    return {{sign, ""},
            error,
            FailureKind::driver_too_old,
            ErrorCode::unavailable,
            "the installed Vulkan driver does not offer what llama-server needs",
            kMesa};
}

// The same result has three spellings: Vulkan's own, the C++ bindings' and their exception's.
constexpr std::array kVulkanRules = std::to_array<FailureRule>({
    {{"amdgpu: Not enough memory for command submission", ""},
     root,
     FailureKind::out_of_memory,
     ErrorCode::out_of_memory,
     "the GPU's memory is not enough for what one step of the work uses",
     "lower gpu_layers or context_length, or give --load-mode mmap in extra_arguments"},
    {{"exceeds device buffer size limit", ""},
     root,
     FailureKind::out_of_memory_compute,
     ErrorCode::out_of_memory,
     "a buffer is larger than this Vulkan driver allows",
     kOneBuffer},
    {{"exceeds device memory allocation limit", ""},
     root,
     FailureKind::out_of_memory_compute,
     ErrorCode::out_of_memory,
     "a buffer is larger than this Vulkan driver allows",
     kOneBuffer},
    lost("ErrorDeviceLost"),
    lost("DeviceLostError"),
    lost("VK_ERROR_DEVICE_LOST"),
    lost("ggml_vulkan: device lost on"),
    // Mesa's own words, which the exception follows.
    lost("The CS has been cancelled because the context is lost"),
    lost("radv: GPU hang detected"),
    full("ErrorOutOfDeviceMemory"),
    full("OutOfDeviceMemoryError"),
    full("VK_ERROR_OUT_OF_DEVICE_MEMORY"),
    full("ErrorOutOfPoolMemory"),
    full("VK_ERROR_OUT_OF_POOL_MEMORY"),
    full("ErrorFragment"),
    full("VK_ERROR_FRAGMENT"),
    full("ErrorTooManyObjects"),
    full("ErrorMemoryMapFailed"),
    full("VK_ERROR_MEMORY_MAP_FAILED"),
    {{"ErrorOutOfHostMemory", ""},
     error,
     FailureKind::out_of_memory,
     ErrorCode::out_of_memory,
     "the machine's memory, or what this process may use of it, is not enough",
     "use a smaller model or context, or raise the limit (ulimit -v, the container's memory)"},
    {{"VK_ERROR_OUT_OF_HOST_MEMORY", ""},
     error,
     FailureKind::out_of_memory,
     ErrorCode::out_of_memory,
     "the machine's memory, or what this process may use of it, is not enough",
     "use a smaller model or context, or raise the limit (ulimit -v, the container's memory)"},
    driver("ErrorIncompatibleDriver"),
    driver("VK_ERROR_INCOMPATIBLE_DRIVER"),
    driver("ErrorExtensionNotPresent"),
    driver("VK_ERROR_EXTENSION_NOT_PRESENT"),
    driver("ErrorFeatureNotPresent"),
    driver("VK_ERROR_FEATURE_NOT_PRESENT"),
    driver("ErrorLayerNotPresent"),
    driver("VK_ERROR_LAYER_NOT_PRESENT"),
    driver("ErrorFormatNotSupported"),
    driver("ErrorInitializationFailed"),
    driver("VK_ERROR_INITIALIZATION_FAILED"),
    driver("ggml_vulkan: Error: Vulkan 1.2 required"),
    driver("ggml_vulkan: Error: Shared memory size too small"),
    driver("ggml_vulkan: No suitable queue family index found"),
    driver("does not support 16-bit storage"),
    driver("ErrorInvalidShader"),
    driver("pipeline creation failed for"),
    driver("shader module creation failed for"),
    {{"Invalid Vulkan device index", ""},
     error,
     FailureKind::no_device,
     ErrorCode::unavailable,
     "GGML_VK_VISIBLE_DEVICES names a device that Vulkan does not show",
     "unset it, or give the number of one that llama-server --list-devices shows"},
    {{"ggml_vulkan: Invalid device index", ""},
     error,
     FailureKind::no_device,
     ErrorCode::unavailable,
     "GGML_VK_VISIBLE_DEVICES names a device that Vulkan does not show",
     "unset it, or give the number of one that llama-server --list-devices shows"},
    {{"ggml_vulkan: No devices found", ""},
     general,
     FailureKind::no_device,
     ErrorCode::unavailable,
     "Vulkan shows no GPU",
     "install the Vulkan driver (mesa-vulkan-drivers) and add the user to the group of "
     "/dev/dri/renderD*; in a container pass --device /dev/dri"},
    {{"vk::", ": Error"},
     error,
     FailureKind::gpu_error,
     ErrorCode::start_failed,
     "Vulkan failed on the GPU",
     kMesa},
});

}  // namespace

std::span<const FailureRule> vulkan_rules() noexcept {
    return kVulkanRules;
}

}  // namespace inference::llamacpp
