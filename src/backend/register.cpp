// SPDX-License-Identifier: EUPL-1.2
#include "backend/backends.h"
#include "backend/vulkan_backend.h"

#include <inference/rocm/backend.h>

#include <memory>

namespace inference::rocm {

void register_backend(Registry& registry, const std::string& sysroot) {
    registry.add(std::make_shared<backend::RocmBackend>(sysroot));
    registry.add(std::make_shared<backend::VulkanBackend>(sysroot));
    registry.add(std::make_shared<backend::LlamaCppBackend>());
}

}  // namespace inference::rocm
