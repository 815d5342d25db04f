// SPDX-License-Identifier: EUPL-1.2
#include "rocm/backends.h"

#include <inference/rocm/backend.h>

#include <memory>

namespace inference::rocm {

void register_backend(Registry& registry) {
    registry.add(std::make_shared<RocmBackend>());
    registry.add(std::make_shared<LlamaCppBackend>());
}

}  // namespace inference::rocm
