// SPDX-License-Identifier: EUPL-1.2
#include "stub/refusal.h"

#include <inference/rocm/engine.h>

namespace inference::rocm {

Result<Engine> find_engine() {
    return stub::refusal("llamacpp");
}

Result<std::vector<InstalledEngine>> list_engines() {
    return stub::refusal("engine");
}

Result<void> use_engine(const std::string&) {
    return stub::refusal("engine");
}

Result<void> remove_engine(const std::string&) {
    return stub::refusal("engine");
}

Result<void> install_engine(const EngineInstallation&) {
    return stub::refusal("engine");
}

}  // namespace inference::rocm
