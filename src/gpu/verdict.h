// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/rocm/gpus.h>

#include <string>

namespace inference::gpu {

/// "can't open /dev/kfd: Permission denied; add yourself to the group render (gid 992): …"
std::string access_reason(const std::string& device, const rocm::DeviceAccess& access);

}  // namespace inference::gpu
