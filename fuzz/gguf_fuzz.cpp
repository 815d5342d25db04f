// SPDX-License-Identifier: EUPL-1.2
#include "gguf/header.h"
#include "gguf/model_info.h"
#include "sparse_source.h"

#include <cstdlib>

namespace {

using inference::gguf::GgufDepth;
using inference::gguf::Header;
using inference::gguf::read_header;

void require(bool holds) {
    if (!holds) std::abort();
}

bool same(const inference::Result<Header>& a, const inference::Result<Header>& b) {
    if (a.has_value() != b.has_value()) return false;
    if (!a) return a.error() == b.error();
    return a->keys.size() == b->keys.size() && a->tensors.size() == b->tensors.size() &&
           a->data_offset == b->data_offset;
}

void describe(Header header) {
    inference::GgufModel model;
    model.keys = std::move(header.keys);
    model.tensors = std::move(header.tensors);
    inference::gguf::fill_model_info(model);
    for (const auto& tensor : model.tensors)
        require(tensor.bytes <= SIZE_MAX / 2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    inference::gguf::MemorySource memory({data, size});
    auto full = read_header(memory, GgufDepth::full);
    // Wherever the window's edge falls, the same must be read.
    if (size < 64 * 1024) require(same(full, read_header(memory, GgufDepth::full, 24)));
    auto brief = read_header(memory, GgufDepth::metadata);
    require(!full || brief);
    if (full) describe(std::move(*full));

    fuzz::SparseSource sparse({data, size});
    if (auto header = read_header(sparse, GgufDepth::full)) describe(std::move(*header));
    return 0;
}
