// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <span>

namespace inference::llamacpp {

std::span<const FailureRule> memory_failure_rules() noexcept;

}  // namespace inference::llamacpp
