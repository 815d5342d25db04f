// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <span>

namespace inference::llamacpp {

/// What ROCr, ROCm's lowest layer, writes before it ends the process.
std::span<const FailureRule> hsa_rules() noexcept;

}  // namespace inference::llamacpp
