// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <span>

namespace inference::llamacpp {

/// A model file that ggml can't read.
std::span<const FailureRule> gguf_rules() noexcept;

}  // namespace inference::llamacpp
