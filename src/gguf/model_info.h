// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/gguf.h>

namespace inference::gguf {

/// Fills `model.info` from the keys and tensors that were read, except for `file_bytes` and `path`.
void fill_model_info(inference::GgufModel& model);

}  // namespace inference::gguf
