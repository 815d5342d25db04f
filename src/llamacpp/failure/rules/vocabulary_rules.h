// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <span>

namespace inference::llamacpp {

/// A model's vocabulary and its chat template.
std::span<const FailureRule> vocabulary_rules() noexcept;

}  // namespace inference::llamacpp
