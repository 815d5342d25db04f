// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "backend/placement.h"

#include <inference/options.h>
#include <inference/text_model.h>

#include <memory>
#include <string>

namespace inference::backend {

/// Loads a model: plans it, starts a server for it, verifies what came of it.
Result<std::unique_ptr<TextModel>> load(const std::string& path, LoadOptions options,
                                        const Placement& placement);

}  // namespace inference::backend
