// SPDX-License-Identifier: EUPL-1.2
#include "rocm/crew.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace inference::rocm {

void run_crew(std::size_t count, std::size_t workers,
              const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    const auto labour = [&] {
        for (std::size_t i = next++; i < count; i = next++)
            work(i);
    };
    std::vector<std::jthread> crew;
    const std::size_t helpers = std::min(workers, count);
    for (std::size_t i = 1; i < helpers; ++i)
        crew.emplace_back(labour);
    labour();
}

}  // namespace inference::rocm
