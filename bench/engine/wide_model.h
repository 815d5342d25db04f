// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace bench {

/// Writes a llama model of one small layer and random weights, with a vocabulary of `tokens`.
void write_wide_model(const std::string& path, int tokens);

}  // namespace bench
