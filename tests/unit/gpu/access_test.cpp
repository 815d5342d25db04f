// SPDX-License-Identifier: EUPL-1.2
#include "gpu/choice/verdict.h"
#include "support/gpu_tree.h"
#include "unit/gpu/trees.h"

#include <gmock/gmock.h>

#include <cerrno>

using namespace inference;
using namespace inference::rocm;
using test_support::GpuTree;
using testing::HasSubstr;

TEST(access, that_one_render_node_denies_keeps_rocm_from_all_gpus) {
    GpuTree machine;
    test_support::TreeGpu first;
    test_support::TreeGpu second;
    second.pci = "0000:09:00.0";
    second.card = 1;
    second.render = 129;
    second.node = 2;
    machine.add(first);
    machine.add(second);
    machine.write("faults.json", R"({"s": {"dev/dri/renderD129": {"open": "EACCES"}}})");
    const auto inventory = gpu_test::read(machine.path() + "#s");
    const auto verdicts = assess_gpus(inventory);
    ASSERT_EQ(verdicts.size(), 2U);
    EXPECT_FALSE(verdicts[0].usable);
    EXPECT_THAT(verdicts[0].reason, HasSubstr("/dev/dri/renderD129"));
    EXPECT_FALSE(verdicts[1].usable);
}

TEST(access, that_is_missing_for_one_render_node_shifts_the_indices_of_the_others) {
    GpuTree machine;
    test_support::TreeGpu first;
    test_support::TreeGpu second;
    second.pci = "0000:09:00.0";
    second.card = 1;
    second.render = 129;
    second.node = 2;
    machine.add(first);
    machine.add(second);
    machine.remove("dev/dri/renderD128");
    const auto inventory = gpu_test::read(machine.path());
    ASSERT_EQ(inventory.gpus.size(), 2U);
    EXPECT_EQ(inventory.gpus[0].pci, "0000:09:00.0");
    EXPECT_EQ(inventory.gpus[0].rocm_index, 0);
    EXPECT_FALSE(inventory.gpus[1].rocm_index);
    EXPECT_FALSE(assess_gpus(inventory)[1].usable);
}

TEST(access, reasons_name_the_remedy) {
    EXPECT_THAT(gpu::access_reason("/dev/kfd", {EACCES, 992, "render"}),
                HasSubstr("render (gid 992)"));
    EXPECT_THAT(gpu::access_reason("/dev/kfd", {EACCES, 993, ""}), HasSubstr("993"));
    EXPECT_THAT(gpu::access_reason("/dev/kfd", {ENOENT, {}, ""}), HasSubstr("--device /dev/kfd"));
    EXPECT_THAT(gpu::access_reason("/dev/kfd", {ENOMEM, {}, ""}), HasSubstr("dmesg"));
}
