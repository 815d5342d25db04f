// SPDX-License-Identifier: EUPL-1.2
#include "batch/batch_queue.h"

#include "batch/batch_record.h"
#include "commands/batch.h"
#include "unit/cli/fixture.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace rocinfer_cli {
namespace {

using ::testing::ElementsAre;

TEST(batch_queue, results_leave_in_order_whoever_is_first) {
    std::vector<int> out;
    BatchQueue<int, int> queue(100, [&](int result) { out.push_back(result); });
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(queue.put(i));
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(queue.take()->job, i);
    for (const std::size_t number : {4U, 1U, 0U, 3U, 2U})
        queue.finish(number, static_cast<int>(number));
    EXPECT_THAT(out, ElementsAre(0, 1, 2, 3, 4));
}

TEST(batch_queue, holds_no_more_than_it_may) {
    std::size_t emitted = 0;
    std::atomic<std::size_t> put = 0;
    std::atomic<std::size_t> most = 0;
    BatchQueue<int, int> queue(8, [&](int) { ++emitted; });
    std::jthread reader([&] {
        for (int i = 0; i < 1000; ++i) {
            queue.put(i);
            ++put;
        }
        queue.close();
    });
    {
        std::vector<std::jthread> workers;
        for (int i = 0; i < 4; ++i) {
            workers.emplace_back([&] {
                while (auto taken = queue.take()) {
                    std::size_t seen = most.load();
                    const std::size_t ahead = put.load() - taken->number;
                    while (ahead < 1000 && ahead > seen && !most.compare_exchange_weak(seen, ahead))
                        ;
                    queue.finish(taken->number, 0);
                }
            });
        }
    }
    EXPECT_EQ(emitted, 1000U);
    EXPECT_LE(most.load(), 8U);
}

TEST(batch_queue, ending_it_lets_everybody_go) {
    BatchQueue<int, int> queue(1, [](int) {});
    ASSERT_TRUE(queue.put(1));
    std::jthread blocked([&] { EXPECT_FALSE(queue.put(2)); });
    queue.end();
    blocked.join();
    EXPECT_FALSE(queue.take());
}

TEST(batch_queue, may_be_ended_by_whoever_emits) {
    BatchQueue<int, int>* self = nullptr;
    BatchQueue<int, int> queue(4, [&](int) { self->end(); });
    self = &queue;
    ASSERT_TRUE(queue.put(1));
    const auto taken = queue.take();
    ASSERT_TRUE(taken);
    queue.finish(taken->number, 0);
    EXPECT_FALSE(queue.put(2));
}

}  // namespace
}  // namespace rocinfer_cli
