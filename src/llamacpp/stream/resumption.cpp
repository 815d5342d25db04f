// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/stream/resumption.h"

#include "llamacpp/request/completion_request.h"
#include "llamacpp/request/text_endpoints.h"
#include "llamacpp/stream/prediction.h"

#include <algorithm>
#include <utility>

namespace inference::llamacpp {
namespace {

// Up to 63 tokens at once the CPU backend's prefill is bit for bit what its decoding was; from 64
// on another attention kernel runs.
constexpr std::size_t kStep = 32;

// The sampler of the new server begins with fresh random numbers; with the caller's own seed it
// would draw the first ones of the stream again.
std::uint32_t other_seed(std::uint32_t seed, std::size_t generated) {
    return seed + static_cast<std::uint32_t>(generated) * 0x9E3779B9U;
}

}  // namespace

Resumption::Way Resumption::way(const GenerateOptions& options) const {
    if (generated_.empty()) return Way::anew;
    const bool bound = !options.grammar.empty() || !options.json_schema.empty();
    if (!bound && complete_) return Way::ids;
    const bool repeatable = options.temperature == 0.0F || options.seed.has_value();
    return repeatable ? Way::again : Way::none;
}

Result<std::vector<TokenId>> Resumption::prompt_ids(const Server& server,
                                                    const GenerateOptions& limits) const {
    if (const auto* ids = prompt_.ids()) return *ids;
    return tokenize(server, *prompt_.text(), /*add_special=*/true, /*parse_special=*/true,
                    process::WaitLimit(limits));
}

Result<std::string> Resumption::body(const std::shared_ptr<Server>& server,
                                     const GenerateOptions& options, Way way) const {
    const std::int64_t logprobs = options.logprobs ? 1 : 0;
    if (way != Way::ids) return completion_body(prompt_, options, logprobs);

    auto ids = prompt_ids(*server, options);
    if (!ids) return std::unexpected(ids.error());
    const std::size_t prompt_size = ids->size();
    ids->insert(ids->end(), generated_.begin(), generated_.end());
    GenerateOptions step;
    step.adapter_scales = options.adapter_scales;
    step.cancel = options.cancel;
    step.deadline = options.deadline;
    for (std::size_t size = prompt_size; size > 0 && size < ids->size(); size += kStep) {
        const std::vector<TokenId> front(ids->begin(),
                                         ids->begin() + static_cast<std::ptrdiff_t>(size));
        auto fed = predict_next(server, Prompt(front), step, 0);
        if (!fed) return std::unexpected(fed.error());
    }
    GenerateOptions rest = options;
    rest.max_tokens -= static_cast<std::int32_t>(generated_.size());
    rest.on_prefill = {};
    if (rest.seed) rest.seed = other_seed(*rest.seed, generated_.size());
    return completion_body(Prompt(*std::move(ids)), rest, logprobs);
}

}  // namespace inference::llamacpp
