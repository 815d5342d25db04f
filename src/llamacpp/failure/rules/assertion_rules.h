// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <span>

namespace inference::llamacpp {

/// Checks inside the server and its last words, which say that, not why.
std::span<const FailureRule> assertion_rules() noexcept;

}  // namespace inference::llamacpp
