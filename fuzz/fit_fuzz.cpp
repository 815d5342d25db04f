// SPDX-License-Identifier: EUPL-1.2
#include "gguf/header.h"
#include "gguf/model_info.h"
#include "sparse_source.h"

#include <inference/fit.h>

#include <cstdlib>

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

/// Whatever a header claims, its plan is finite, quick and consistent.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::SparseSource source({data, size});
    auto header = inference::gguf::read_header(source, inference::gguf::GgufDepth::full);
    if (!header) return 0;
    inference::GgufModel model;
    model.tensor_count = header->tensor_count;
    model.keys = std::move(header->keys);
    model.tensors = std::move(header->tensors);
    model.complete = header->complete;
    inference::gguf::fill_model_info(model);

    inference::FitRequest request;
    request.context_length = 8192;
    request.slots = 4;
    request.vram_bytes = 16ULL << 30;
    const auto plan = inference::plan_fit(model, request);
    if (!plan) return 0;
    require(plan->total_bytes == plan->weights_bytes + plan->kv_bytes + plan->compute_bytes);
    require(plan->recurrent_bytes <= plan->kv_bytes);
    require(plan->max_layers <= plan->total_layers);
    require(plan->fits == (plan->verdict == inference::FitVerdict::fits));
    require(!plan->fits || plan->advice.empty());
    for (const auto& advice : plan->advice)
        require(advice.saving_bytes > 0 && advice.saving_bytes <= plan->total_bytes);
    return 0;
}
