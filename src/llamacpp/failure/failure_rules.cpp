// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/failure_rules.h"

#include "llamacpp/failure/rules/argument_rules.h"
#include "llamacpp/failure/rules/assertion_rules.h"
#include "llamacpp/failure/rules/blas_rules.h"
#include "llamacpp/failure/rules/companion_rules.h"
#include "llamacpp/failure/rules/context_rules.h"
#include "llamacpp/failure/rules/gguf_rules.h"
#include "llamacpp/failure/rules/hip_rules.h"
#include "llamacpp/failure/rules/hsa_rules.h"
#include "llamacpp/failure/rules/installation_rules.h"
#include "llamacpp/failure/rules/memory_rules.h"
#include "llamacpp/failure/rules/model_rules.h"
#include "llamacpp/failure/rules/vocabulary_rules.h"
#include "llamacpp/failure/rules/vulkan_rules.h"

#include <charconv>

namespace inference::llamacpp {

std::array<std::span<const FailureRule>, 13> all_failure_rules() noexcept {
    return {hsa_rules(),      blas_rules(),    hip_rules(),       vulkan_rules(),
            memory_rules(),   context_rules(), companion_rules(), installation_rules(),
            argument_rules(), gguf_rules(),    model_rules(),     vocabulary_rules(),
            assertion_rules()};
}

std::optional<long long> number_after(std::string_view line, std::string_view mark) noexcept {
    const auto found = line.rfind(mark);
    if (found == std::string_view::npos) return std::nullopt;
    line.remove_prefix(found + mark.size());
    while (line.starts_with(' '))
        line.remove_prefix(1);
    long long number = 0;
    const auto parsed = std::from_chars(line.data(), line.data() + line.size(), number);
    if (parsed.ec != std::errc()) return std::nullopt;
    return number;
}

}  // namespace inference::llamacpp
