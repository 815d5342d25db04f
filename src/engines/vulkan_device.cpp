// SPDX-License-Identifier: EUPL-1.2
#include "engines/vulkan_device.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string>
#include <tuple>

namespace inference::engines {
namespace {

using llamacpp::ListedDevice;

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

bool is_vulkan(const ListedDevice& device) {
    return device.name.starts_with("Vulkan");
}

std::uint64_t distance(std::uint64_t a, std::uint64_t b) {
    return a > b ? a - b : b - a;
}

}  // namespace

std::vector<ListedDevice> likeliest_first(const std::vector<ListedDevice>& devices,
                                          const rocm::Gpu& gpu) {
    std::vector<ListedDevice> ordered;
    std::ranges::copy_if(devices, std::back_inserter(ordered), is_vulkan);
    const auto memory = (gpu.works_in_gtt ? gpu.gtt : gpu.vram).total.value_or(0);
    const auto name = lower(gpu.name);
    std::ranges::sort(ordered, {}, [&](const ListedDevice& device) {
        const bool named = lower(device.description).find(name) != std::string::npos;
        return std::tuple(!named, distance(device.total_bytes, memory), device.name);
    });
    return ordered;
}

std::vector<ListedDevice> named_devices(const std::vector<ListedDevice>& devices,
                                        std::string_view wanted) {
    const auto text = lower(wanted);
    std::vector<ListedDevice> named;
    for (const auto& device : devices) {
        if (!is_vulkan(device)) continue;
        if (lower(device.name) == text) return {device};
        if (lower(device.description).find(text) != std::string::npos) named.push_back(device);
    }
    return named;
}

}  // namespace inference::engines
