// SPDX-License-Identifier: EUPL-1.2
#include "base/parallel_for.h"

#include "base/thread.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

namespace inference::base {

void parallel_for(std::size_t count, std::size_t workers,
                  const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    std::exception_ptr thrown;
    std::once_flag first;
    const auto work_on = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++)
                work(i);
        } catch (...) {
            std::call_once(first, [&] { thrown = std::current_exception(); });
            next = count;
        }
    };
    {
        std::vector<Thread> helpers;
        const std::size_t wanted = std::min(workers, count);
        helpers.reserve(wanted);
        while (helpers.size() + 1 < wanted) {
            auto helper = Thread::start("parallel-for", work_on);
            if (!helper) break;
            helpers.push_back(*std::move(helper));
        }
        work_on();
    }
    if (thrown) std::rethrow_exception(thrown);
}

}  // namespace inference::base
