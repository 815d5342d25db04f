// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <cstdint>
#include <string>

namespace rocinfer_cli {

/// How much GPU memory to plan for.
struct VramBudget {
    std::uint64_t bytes = 0;  ///< 0 = not known
    std::string source;       ///< where the figure is from, or why there is none
};

/// What --vram says ("16GiB"), or the free memory of this machine's GPU where it is empty. An error
/// only where the text is no size.
inference::Result<VramBudget> vram_budget(const std::string& option);

}  // namespace rocinfer_cli
