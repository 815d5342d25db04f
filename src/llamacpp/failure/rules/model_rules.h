// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <span>

namespace inference::llamacpp {

/// A model that llama.cpp can't build from a sound file.
std::span<const FailureRule> model_rules() noexcept;

}  // namespace inference::llamacpp
