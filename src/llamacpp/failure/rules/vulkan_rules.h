// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <span>

namespace inference::llamacpp {

/// Vulkan's errors, as ggml and the drivers write them.
std::span<const FailureRule> vulkan_rules() noexcept;

}  // namespace inference::llamacpp
