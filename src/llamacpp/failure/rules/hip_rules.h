// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <span>

namespace inference::llamacpp {

/// HIP's errors, as ggml and HIP write them.
std::span<const FailureRule> hip_rules() noexcept;

}  // namespace inference::llamacpp
