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

// The anchor that the linker is told to want (CMakeLists.txt), so that an archive keeps this
// object.
extern "C" {
extern const int rocinfer_rocm_registered;
const int rocinfer_rocm_registered = [] {
    inference::rocm::register_backend(inference::registry());
    return 1;
}();
}
