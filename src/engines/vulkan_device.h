// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/launch/list_devices.h"

#include <inference/rocm/gpus.h>

#include <string_view>
#include <vector>

namespace inference::engines {

/// The Vulkan devices of a server, the likeliest to be this GPU first: by name, then by memory. The
/// list tells no addresses; the log of a load does.
std::vector<llamacpp::ListedDevice> likeliest_first(
    const std::vector<llamacpp::ListedDevice>& devices, const rocm::Gpu& gpu);

/// The Vulkan devices that a person's text names: "Vulkan1", or a part of a description; case does
/// not matter.
std::vector<llamacpp::ListedDevice> named_devices(
    const std::vector<llamacpp::ListedDevice>& devices, std::string_view wanted);

}  // namespace inference::engines
