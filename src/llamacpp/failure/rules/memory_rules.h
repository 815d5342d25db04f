// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <span>

namespace inference::llamacpp {

/// Memory that ggml, llama.cpp or the machine could not give.
std::span<const FailureRule> memory_rules() noexcept;

}  // namespace inference::llamacpp
