// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace rocinfer_cli {

/// How much GPU memory to plan for.
struct VramBudget {
    std::uint64_t bytes = 0;  ///< 0 = not known
    std::string source;       ///< where the figure is from, or why there is none
};

/// What is typed for an amount of GPU memory: "16GiB"; a bare number up to 4096 is in GiB, and one
/// from 2^30 on in bytes. `invalid_argument` with the option's name where it is no size.
inference::Result<std::uint64_t> memory_size(std::string_view option, const std::string& typed);

/// What --vram says ("16GiB"), or the free memory of this machine's GPU where it is empty. An error
/// only where the text is no size.
inference::Result<VramBudget> vram_budget(const std::string& option);

}  // namespace rocinfer_cli
