// SPDX-License-Identifier: EUPL-1.2
#include "support/gpu_tree.h"
#include "unit/gpu/trees.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace inference;
using namespace inference::rocm;
using test_support::GpuTree;
using test_support::TreeGpu;
using testing::HasSubstr;

namespace {

TreeGpu card(int number, const std::string& pci) {
    TreeGpu gpu;
    gpu.pci = pci;
    gpu.card = number;
    gpu.render = 128 + number;
    gpu.node = number + 1;
    gpu.unique_id = 0x1000U + static_cast<unsigned>(number);
    return gpu;
}

TreeGpu integrated(int number, const std::string& pci) {
    TreeGpu gpu = card(number, pci);
    gpu.device_id = 0x13c0;
    gpu.revision = 0xc1;
    gpu.target = 100306;
    gpu.unique_id = 0;
    gpu.vram_total = 536870912;
    gpu.gtt_total = gpu.bank_bytes = 64933629952;
    gpu.integrated = true;
    return gpu;
}

}  // namespace

TEST(card_numbers, with_gaps_and_other_makers_between_them_are_fine) {
    GpuTree machine;
    auto first = card(1, "0000:03:00.0");
    first.node = 1;
    auto second = card(7, "0000:83:00.0");
    second.render = 130;
    second.node = 2;
    machine.add(first);
    machine.add(second);
    machine.write("sys/devices/aspeed/0000:05:00.0/uevent",
                  "DRIVER=ast\nPCI_ID=1A03:2000\nPCI_SLOT_NAME=0000:05:00.0\n");
    machine.link("sys/class/drm/card0/device", "../../../devices/aspeed/0000:05:00.0");
    machine.write("sys/class/drm/card1-DP-1/status", "connected\n");
    const auto inventory = gpu_test::read(machine.path());
    ASSERT_EQ(inventory.gpus.size(), 2U);
    EXPECT_EQ(inventory.gpus[0].drm_card, 1);
    EXPECT_EQ(inventory.gpus[0].rocm_index, 0);
    EXPECT_EQ(inventory.gpus[1].drm_card, 7);
    EXPECT_EQ(inventory.gpus[1].rocm_index, 1);
    ASSERT_EQ(inventory.other_cards.size(), 1U);
    EXPECT_EQ(inventory.other_cards[0].driver, "ast");
}

TEST(integrated_gpu_first, does_not_take_the_work) {
    GpuTree machine;
    machine.add(integrated(0, "0000:10:00.0"));
    machine.add(card(1, "0000:03:00.0"));
    const auto inventory = gpu_test::read(machine.path());
    ASSERT_EQ(inventory.gpus.size(), 2U);
    EXPECT_EQ(inventory.gpus[0].kind, GpuKind::integrated);
    EXPECT_EQ(inventory.gpus[0].rocm_index, 0);
    const auto choice = choose_gpu(inventory);
    ASSERT_TRUE(choice) << choice.error().message;
    EXPECT_EQ(choice->gpu.pci, "0000:03:00.0");
    EXPECT_EQ(choice->set[0].second, "GPU-0000000000001001");
}

TEST(two_equal_cards, the_one_with_more_free_memory_is_used_and_the_first_where_they_tie) {
    GpuTree machine;
    auto first = card(0, "0000:03:00.0");
    auto second = card(1, "0000:09:00.0");
    second.vram_used = 1000;
    machine.add(first);
    machine.add(second);
    auto choice = choose_gpu(gpu_test::read(machine.path()));
    ASSERT_TRUE(choice);
    EXPECT_EQ(choice->gpu.pci, "0000:09:00.0");
    machine.write(GpuTree::device(first) + "mem_info_vram_used", "1000\n");
    choice = choose_gpu(gpu_test::read(machine.path()));
    ASSERT_TRUE(choice);
    EXPECT_EQ(choice->gpu.pci, "0000:03:00.0");
}

TEST(card_of_another_driver, is_listed_with_the_driver_and_not_used) {
    GpuTree machine;
    auto passed_through = card(0, "0000:03:00.0");
    passed_through.driver = "vfio-pci";
    passed_through.card = passed_through.render = passed_through.node = std::nullopt;
    auto unbound = passed_through;
    unbound.pci = "0000:04:00.0";
    unbound.driver = "";
    machine.add(passed_through);
    machine.add(unbound);
    machine.add(card(1, "0000:09:00.0"));
    const auto inventory = gpu_test::read(machine.path());
    ASSERT_EQ(inventory.gpus.size(), 3U);
    EXPECT_EQ(inventory.gpus[0].pci, "0000:09:00.0") << "what ROCm sees comes first";
    EXPECT_EQ(inventory.gpus[0].rocm_index, 0);
    EXPECT_EQ(inventory.gpus[1].driver, "vfio-pci");
    EXPECT_EQ(inventory.gpus[1].name, "Radeon RX 7900 XTX");
    EXPECT_FALSE(inventory.gpus[1].rocm_index);
    const auto verdicts = assess_gpus(inventory);
    EXPECT_THAT(verdicts[1].reason, HasSubstr("vfio-pci"));
    EXPECT_THAT(verdicts[2].reason, HasSubstr("no driver"));
    EXPECT_EQ(choose_gpu(inventory)->gpu.pci, "0000:09:00.0");
}

TEST(sound_device_of_a_card, is_no_gpu) {
    GpuTree machine;
    machine.add(card(0, "0000:03:00.0"));
    machine.write("sys/devices/x/0000:03:00.1/vendor", "0x1002\n");
    machine.write("sys/devices/x/0000:03:00.1/class", "0x040300\n");
    machine.link("sys/bus/pci/devices/0000:03:00.1", "../../../devices/x/0000:03:00.1");
    EXPECT_EQ(gpu_test::read(machine.path()).gpus.size(), 1U);
}

TEST(partitioned_accelerator, is_one_gpu_a_partition_each_pinned_by_its_index) {
    GpuTree machine;
    TreeGpu chip = card(0, "0000:05:00.0");
    chip.device_id = 0x74a1;
    chip.target = 90402;
    chip.unique_id = 0xabcdef;
    chip.vram_total = 206141652992;
    chip.bank_bytes = chip.vram_total / 4;
    machine.add(chip);
    for (int part = 1; part < 4; ++part) {
        auto partition = chip;
        partition.card = part;
        partition.render = 128 + part;
        partition.node = 1 + part;
        machine.add_partition(partition, part, 1280 + part);
    }
    const auto inventory = gpu_test::read(machine.path());
    ASSERT_EQ(inventory.gpus.size(), 4U);
    for (int part = 0; part < 4; ++part) {
        const auto& gpu = inventory.gpus[static_cast<std::size_t>(part)];
        EXPECT_TRUE(gpu.partitioned);
        EXPECT_EQ(gpu.pci, "0000:05:00.0");
        EXPECT_EQ(gpu.name, "Instinct MI300X");
        EXPECT_EQ(gpu.kind, GpuKind::discrete);
        EXPECT_EQ(gpu.rocm_index, part);
        EXPECT_EQ(gpu.render_minor, 128 + part);
        EXPECT_EQ(gpu.drm_card, part);
        EXPECT_EQ(gpu.vram.total, chip.bank_bytes);
        EXPECT_FALSE(gpu.vram.used) << "the card's figure is not the partition's";
    }
    const auto choice = choose_gpu(inventory, "2");
    ASSERT_TRUE(choice) << choice.error().message;
    EXPECT_EQ(choice->set[0].second, "2") << "all four have the same UUID";
}

TEST(mi300a, is_integrated_by_its_device_id) {
    GpuTree machine;
    auto gpu = card(0, "0000:05:00.0");
    gpu.device_id = 0x74a0;
    gpu.target = 90402;
    machine.add(gpu);
    EXPECT_EQ(gpu_test::read(machine.path()).gpus.at(0).kind, GpuKind::integrated);
}

TEST(sixteen_gpus, are_all_there_in_the_order_of_their_nodes) {
    GpuTree machine;
    for (int i = 0; i < 16; ++i) {
        auto gpu = card(i, fmt::format("0000:{:02x}:00.0", 0xf0 - i * 8));
        gpu.node = i + 2;
        machine.add(gpu);
    }
    const auto inventory = gpu_test::read(machine.path());
    ASSERT_EQ(inventory.gpus.size(), 16U);
    for (int i = 0; i < 16; ++i) {
        const auto& gpu = inventory.gpus[static_cast<std::size_t>(i)];
        EXPECT_EQ(gpu.rocm_index, i) << "node 10 comes after node 9";
        EXPECT_EQ(gpu.kfd_node, i + 2);
        EXPECT_EQ(gpu.drm_card, i);
    }
    EXPECT_EQ(choose_gpu(inventory, "15")->gpu.drm_card, 15);
}

TEST(unknown_chip, is_discrete_by_its_board_or_else_by_its_size) {
    GpuTree machine;
    auto with_board = card(0, "0000:03:00.0");
    with_board.target = 990000;
    auto big = card(1, "0000:04:00.0");
    auto small = card(2, "0000:05:00.0");
    big.target = small.target = 990001;
    small.vram_total = 536870912;
    for (const auto& gpu : {with_board, big, small})
        machine.add(gpu);
    for (const auto& gpu : {big, small}) {
        machine.remove(GpuTree::device(gpu) + "board_info");
        machine.remove(GpuTree::device(gpu) + "mem_busy_percent");
        machine.remove(GpuTree::device(gpu) + "hwmon");
    }
    const auto inventory = gpu_test::read(machine.path());
    ASSERT_EQ(inventory.gpus.size(), 3U);
    EXPECT_EQ(inventory.gpus[0].kind, GpuKind::discrete);
    EXPECT_THAT(inventory.gpus[0].kind_reason, HasSubstr("board_info"));
    EXPECT_EQ(inventory.gpus[1].kind, GpuKind::discrete);
    EXPECT_THAT(inventory.gpus[1].kind_reason, HasSubstr("VRAM"));
    EXPECT_EQ(inventory.gpus[2].kind, GpuKind::integrated);
    EXPECT_EQ(inventory.gpus[0].device_id, 0x744c);
}

TEST(card_that_the_kfd_does_not_offer, is_listed_but_not_used) {
    GpuTree machine;
    auto gpu = card(0, "0000:03:00.0");
    gpu.node = std::nullopt;
    machine.add(gpu);
    const auto inventory = gpu_test::read(machine.path());
    ASSERT_EQ(inventory.gpus.size(), 1U);
    EXPECT_FALSE(inventory.gpus[0].rocm_index);
    EXPECT_EQ(inventory.gpus[0].kind, GpuKind::discrete);
    const auto choice = choose_gpu(inventory);
    ASSERT_FALSE(choice);
    EXPECT_THAT(choice.error().message, HasSubstr("KFD"));
}

TEST(unique_id, that_is_empty_or_zero_is_none) {
    GpuTree machine;
    auto gpu = card(0, "0000:03:00.0");
    gpu.unique_id = 0;
    machine.add(gpu);
    for (const auto* text : {"", "\n", "0000000000000000\n"}) {
        machine.write(GpuTree::device(gpu) + "unique_id", text);
        EXPECT_FALSE(gpu_test::read(machine.path()).gpus.at(0).uuid);
    }
}

TEST(used_memory, above_the_total_leaves_nothing_free) {
    GpuTree machine;
    auto gpu = card(0, "0000:03:00.0");
    gpu.vram_used = gpu.vram_total + 4096;
    machine.add(gpu);
    const auto inventory = gpu_test::read(machine.path());
    EXPECT_EQ(inventory.gpus.at(0).vram.free(), 0U);
    EXPECT_EQ(vram_info(inventory, inventory.gpus.at(0))->free, 0U);
}

TEST(name, that_no_table_knows_is_looked_up_in_libdrms_list_and_else_is_the_id) {
    GpuTree machine;
    auto gpu = card(0, "0000:03:00.0");
    gpu.device_id = 0xfff0;
    machine.add(gpu);
    EXPECT_EQ(gpu_test::read(machine.path()).gpus.at(0).name, "AMD GPU 1002:fff0");
    machine.write("usr/share/libdrm/amdgpu.ids",
                  "# list\n1.0.0\nFFF0,\tC1,\tAMD Wrong\nFFF0,\tC8,\tAMD Radeon Future\n");
    EXPECT_EQ(gpu_test::read(machine.path()).gpus.at(0).name, "Radeon Future");
}

TEST(override, that_rocm_refuses_makes_the_gpu_unusable) {
    GpuTree machine;
    machine.add(card(0, "0000:03:00.0"));
    GpuEnvironment environment;
    environment.gfx_override = "gfx1100";
    const auto choice = choose_gpu(gpu_test::read(machine.path(), environment));
    ASSERT_FALSE(choice);
    EXPECT_THAT(choice.error().message, HasSubstr("HSA_OVERRIDE_GFX_VERSION=gfx1100"));
}
