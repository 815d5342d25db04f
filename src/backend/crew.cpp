// SPDX-License-Identifier: EUPL-1.2
#include "backend/crew.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace inference::backend {

void run_crew(std::size_t count, std::size_t workers,
              const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    std::exception_ptr thrown;
    std::once_flag first;
    const auto labour = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++)
                work(i);
        } catch (...) {
            std::call_once(first, [&] { thrown = std::current_exception(); });
            next = count;
        }
    };
    {
        std::vector<std::jthread> crew;
        const std::size_t helpers = std::min(workers, count);
        crew.reserve(helpers);
        try {
            for (std::size_t i = 1; i < helpers; ++i)
                crew.emplace_back(labour);
        } catch (const std::system_error&) {  // no more threads to be had: those there are do it
        }
        labour();
    }
    if (thrown) std::rethrow_exception(thrown);
}

}  // namespace inference::backend
