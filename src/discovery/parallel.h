// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <functional>

namespace inference::discovery {

/// Calls `work` once for each index, from a few threads at the same time; returns when all are
/// done. Where no thread can be started, the caller's own does everything.
void for_each_in_parallel(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace inference::discovery
