// SPDX-License-Identifier: EUPL-1.2
#include "commands/vram_budget.h"

#include "arguments/byte_size.h"

#include <inference/rocm/gpus.h>

#include <fmt/format.h>

namespace rocinfer_cli {

inference::Result<VramBudget> vram_budget(const std::string& option) {
    if (!option.empty()) {
        const auto bytes = parse_byte_size(option);
        if (!bytes || *bytes == 0)
            return inference::fail(inference::ErrorCode::invalid_argument,
                                   fmt::format("--vram: '{}' is no size such as 16GiB", option));
        return VramBudget{*bytes, "--vram"};
    }
    const auto memory = inference::rocm::vram_info();
    if (!memory) return VramBudget{0, memory.error().message};
    return VramBudget{memory->free, "free on this machine's GPU"};
}

}  // namespace rocinfer_cli
