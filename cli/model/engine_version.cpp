// SPDX-License-Identifier: EUPL-1.2
#include "model/engine_version.h"

#include <inference/rocm/engine.h>

namespace rocinfer_cli {

std::string engine_version() {
    const auto engine = inference::rocm::find_engine();
    if (!engine) return "llama-server: " + engine.error().message;
    return "llama-server " + engine->version + " (" + engine->path + ", found by " +
           engine->found_by + ")";
}

}  // namespace rocinfer_cli
