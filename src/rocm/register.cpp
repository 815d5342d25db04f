// SPDX-License-Identifier: EUPL-1.2
#include <inference/rocm/backend.h>

namespace inference::rocm {

void register_backend(Registry&) {}

}  // namespace inference::rocm
