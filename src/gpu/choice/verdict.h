// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/rocm/gpus.h>

#include <string>

namespace inference::gpu {

/// "no permission to open /dev/kfd: join the group render (gid 992), e.g. …"
std::string access_reason(const std::string& device, const rocm::DeviceAccess& access);

}  // namespace inference::gpu
