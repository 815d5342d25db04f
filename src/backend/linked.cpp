// SPDX-License-Identifier: EUPL-1.2
#include <inference/rocm/backend.h>

// Linking rocinfer::rocm registers: the linker is told to want this symbol, so that neither an
// archive's object nor an unused shared library is dropped (cmake/room.cmake).
extern "C" {
extern const int rocinfer_rocm_registered;
const int rocinfer_rocm_registered = [] {
    inference::rocm::register_backend(inference::registry());
    return 1;
}();
}
