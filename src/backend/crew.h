// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <functional>

namespace inference::backend {

/// Runs `work(0)` … `work(count − 1)` on at most `workers` threads, each taking the next number as
/// soon as it is free, and returns when all are done. What `work` throws (a caller's callback may)
/// ends the crew's work and is thrown to the caller.
void run_crew(std::size_t count, std::size_t workers, const std::function<void(std::size_t)>& work);

}  // namespace inference::backend
