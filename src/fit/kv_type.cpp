// SPDX-License-Identifier: EUPL-1.2
#include "fit/kv_type.h"

#include <array>
#include <utility>

namespace inference::fit {

std::optional<inference::GgufTensorType> kv_type(std::string_view name) noexcept {
    using Named = std::pair<std::string_view, std::uint32_t>;
    constexpr std::array kTypes{Named{"f32", 0},  Named{"f16", 1},  Named{"bf16", 30},
                                Named{"q8_0", 8}, Named{"q5_1", 7}, Named{"q5_0", 6},
                                Named{"q4_1", 3}, Named{"q4_0", 2}, Named{"iq4_nl", 20}};
    for (const auto& [known, type] : kTypes)
        if (known == name) return inference::gguf_tensor_type(type);
    return std::nullopt;
}

}  // namespace inference::fit
