// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <span>

namespace inference::llamacpp {

/// What a context of llama.cpp can't be: types of its cache, its place, its kind.
std::span<const FailureRule> context_rules() noexcept;

}  // namespace inference::llamacpp
