// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <span>

namespace inference::llamacpp {

/// Libraries, backends and limits of the machine.
std::span<const FailureRule> installation_rules() noexcept;

}  // namespace inference::llamacpp
