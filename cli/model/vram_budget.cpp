// SPDX-License-Identifier: EUPL-1.2
#include "model/vram_budget.h"

#include "arguments/byte_size.h"

#include <inference/rocm/gpus.h>

#include <fmt/format.h>

namespace rocinfer_cli {

inference::Result<std::uint64_t> memory_size(std::string_view option, const std::string& typed) {
    constexpr std::uint64_t kMostGib = 4096;
    constexpr std::uint64_t kGib = std::uint64_t{1} << 30;
    const auto bytes = parse_byte_size(typed);
    const bool is_bare = typed.find_first_not_of("0123456789. \t") == std::string::npos;
    // Nobody means 16 bytes of a GPU's memory.
    if (bytes && is_bare && *bytes <= kMostGib) return parse_byte_size(typed + "GiB").value_or(0);
    if (bytes && (!is_bare || *bytes >= kGib)) return *bytes;
    return inference::fail(inference::ErrorCode::invalid_argument,
                           fmt::format("{}: '{}' is no size such as 16GiB", option, typed));
}

inference::Result<VramBudget> vram_budget(const std::string& option) {
    if (!option.empty()) {
        const auto bytes = memory_size("--vram", option);
        if (!bytes) return std::unexpected(bytes.error());
        if (*bytes > 0) return VramBudget{*bytes, "--vram"};
        return inference::fail(inference::ErrorCode::invalid_argument,
                               "--vram: 0 is no budget; give a size such as 16GiB");
    }
    const auto memory = inference::rocm::vram_info();
    if (!memory) return VramBudget{0, memory.error().message};
    return VramBudget{memory->free, "free on this machine's GPU"};
}

}  // namespace rocinfer_cli
