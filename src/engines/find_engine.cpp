// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/probe.h"

#include <inference/rocm/engine.h>

namespace inference::rocm {

Result<Engine> find_engine() {
    const auto host = Environment::of_process();
    auto binary = llamacpp::find_server(host);
    if (!binary) return std::unexpected(binary.error());
    auto version = llamacpp::version_of(*binary, host);
    if (!version) return std::unexpected(version.error());
    return Engine{std::move(binary->path), std::move(binary->found_by), *std::move(version)};
}

}  // namespace inference::rocm
