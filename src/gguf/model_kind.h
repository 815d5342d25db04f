// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/gguf.h>

namespace inference::gguf {

/// What a file is, from what it says of itself (general.type, general.architecture), else from the
/// keys that it has and lacks and the names of its tensors.
inference::ModelKind kind_of(const inference::GgufModel& model);

}  // namespace inference::gguf
