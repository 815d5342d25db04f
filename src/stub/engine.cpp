// SPDX-License-Identifier: EUPL-1.2
#include "stub/refusal.h"

#include <inference/rocm/engine.h>

namespace inference::rocm {

Result<Engine> find_engine() {
    return stub::refusal("llamacpp");
}

}  // namespace inference::rocm
