// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <functional>

namespace inference::base {

/// Calls `work(0)` … `work(count - 1)` on at most `workers` threads, the caller's among them, and
/// returns when all are done. Each thread takes the next index as soon as it is free. Where fewer
/// threads can be started, those there are do everything. The first exception that `work` throws
/// stops the handing out of further indices and is thrown to the caller.
void parallel_for(std::size_t count, std::size_t workers,
                  const std::function<void(std::size_t)>& work);

}  // namespace inference::base
