// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace bench {

/// Where a producer wrote general.file_type: converters write it first, llama-quantize last.
enum class KeyOrder { known_early, known_late };

/// Writes a header like that of a 7 B model: 152,000 tokens, 151,000 merges, 339 tensors and 5 GB
/// of data that take no room on the disk.
void write_bench_model(const std::string& path, KeyOrder order);

}  // namespace bench
