// SPDX-License-Identifier: EUPL-1.2
#include <inference/rocm/doctor.h>
#include <inference/rocm/engine.h>
#include <inference/rocm/gpus.h>

#include <gtest/gtest.h>

namespace inference::rocm {
namespace {

template <class T>
void expect_refused(const Result<T>& result) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::unavailable);
    EXPECT_NE(result.error().message.find("the engine runs under linux on x86-64 only"),
              std::string::npos)
        << result.error().message;
}

TEST(stub_gpus, every_question_is_answered_with_the_reason_why_not) {
    expect_refused(read_gpus());
    expect_refused(vram_info());
    expect_refused(vram_info(GpuInventory{}, Gpu{}));
    expect_refused(choose_gpu(GpuInventory{}));
    expect_refused(process_memory("/", 1, Gpu{}));
    expect_refused(find_engine());
    expect_refused(examine());
    expect_refused(capture_machine("/nowhere"));
}

TEST(stub_gpus, no_gpu_is_usable) {
    GpuInventory inventory;
    inventory.gpus.resize(2);
    const auto verdicts = assess_gpus(inventory);
    ASSERT_EQ(verdicts.size(), 2U);
    for (const GpuVerdict& verdict : verdicts) {
        EXPECT_FALSE(verdict.usable);
        EXPECT_NE(verdict.reason.find("this build is for linux on "), std::string::npos);
    }
}

TEST(stub_gpus, waiting_for_memory_ends_at_once) {
    EXPECT_FALSE(wait_for_memory_back("/", Gpu{}, 0).back);
}

TEST(stub_gpus, a_look_at_a_gpu_leaves_it_as_it_is) {
    std::vector<Gpu> gpus(2);
    gpus[0].name = "made up";
    refresh("/", gpus[0]);
    refresh("/", std::span<Gpu>(gpus));
    EXPECT_EQ(gpus[0].name, "made up");
}

}  // namespace
}  // namespace inference::rocm
