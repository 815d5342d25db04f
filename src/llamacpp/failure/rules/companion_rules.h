// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <span>

namespace inference::llamacpp {

/// Files that go with a model: adapters, projectors, drafts, control vectors.
std::span<const FailureRule> companion_rules() noexcept;

}  // namespace inference::llamacpp
