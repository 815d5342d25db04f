// SPDX-License-Identifier: EUPL-1.2
// Which memory a GPU works in, and what is one card, on trees made from public reports.
#include "trees.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace inference;
using gpu_test::read;
using gpu_test::tree;

std::string bank_of(const std::string& name) {
    return tree(name) + "/sys/devices/virtual/kfd/kfd/topology/nodes/1/mem_banks/0/properties";
}

// ROCm/legacy-rocm-build#5562 and unslothai/unsloth#7960: amdgpu.gttsize says one thing, TTM
// another.
TEST(integrated_memory, is_the_gtt_where_the_bank_is_not_the_carve_out) {
    for (const char* name : {"apu-gttsize-only", "apu-debian13-gttsize"}) {
        const auto inventory = read(tree(name));
        ASSERT_EQ(inventory.gpus.size(), 1U);
        const auto& gpu = inventory.gpus.front();
        EXPECT_TRUE(gpu.works_in_gtt) << name;
        const auto bank = gpu_test::property_of(bank_of(name), "size_in_bytes");
        EXPECT_EQ(gpu.gtt.total, bank) << "the smaller of the two";
        EXPECT_LT(bank, 63ULL << 30);
        const auto info = rocm::vram_info(inventory, gpu);
        ASSERT_TRUE(info) << info.error().message;
        EXPECT_TRUE(info->is_gtt);
        EXPECT_EQ(info->total, bank);
        EXPECT_GT(info->free, 40ULL << 30);
    }
}

TEST(integrated_memory, keeps_its_size_when_the_figures_are_read_again) {
    auto inventory = read(tree("apu-gttsize-only"));
    auto& gpu = inventory.gpus.front();
    const auto before = gpu.gtt.total;
    rocm::refresh(tree("apu-gttsize-only"), gpu);
    EXPECT_EQ(gpu.gtt.total, before);
    EXPECT_TRUE(gpu.gtt.used);
}

TEST(one_slot, holds_two_cards_where_their_ids_differ) {
    const auto inventory = read(tree("two-cards-in-one-slot"));
    ASSERT_EQ(inventory.gpus.size(), 2U);
    for (const auto& gpu : inventory.gpus) {
        EXPECT_FALSE(gpu.partitioned) << gpu.pci;
        ASSERT_TRUE(gpu.uuid);
    }
    EXPECT_EQ(*inventory.gpus[0].uuid, "GPU-aaaa000000000001");
    EXPECT_EQ(*inventory.gpus[1].uuid, "GPU-bbbb000000000002");
    EXPECT_NE(inventory.gpus[0].pci, inventory.gpus[1].pci);
    const auto choice = rocm::choose_gpu(inventory, "");
    ASSERT_TRUE(choice) << choice.error().message;
    const auto mask = std::ranges::find(choice->set, "ROCR_VISIBLE_DEVICES",
                                        [](const auto& entry) { return entry.first; });
    ASSERT_NE(mask, choice->set.end());
    EXPECT_THAT(mask->second, testing::StartsWith("GPU-"));
}

}  // namespace
