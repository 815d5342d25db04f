// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <span>

namespace inference::llamacpp {

/// rocBLAS and hipBLAS.
std::span<const FailureRule> blas_rules() noexcept;

}  // namespace inference::llamacpp
