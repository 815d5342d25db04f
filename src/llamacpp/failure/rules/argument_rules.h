// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <span>

namespace inference::llamacpp {

/// What the server refuses of its arguments, its socket among them.
std::span<const FailureRule> argument_rules() noexcept;

}  // namespace inference::llamacpp
