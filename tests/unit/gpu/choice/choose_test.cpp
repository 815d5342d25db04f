// SPDX-License-Identifier: EUPL-1.2
#include "support/gpu_tree.h"
#include "unit/gpu/trees.h"

#include <gmock/gmock.h>

using namespace inference;
using namespace inference::rocm;
using gpu_test::tree;
using test_support::GpuTree;
using test_support::TreeGpu;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

namespace {

constexpr const char* kReference = "rx7800xt-raphael-igpu";

GpuEnvironment masked(const std::string& value) {
    GpuEnvironment environment;
    environment.rocr_visible_devices = value;
    return environment;
}

std::string pci_of(const Result<GpuChoice>& choice) {
    return choice ? choice->gpu.pci : choice.error().message;
}

}  // namespace

TEST(choice, on_the_reference_machine_is_the_card_pinned_by_its_uuid) {
    const auto choice = choose_gpu(gpu_test::read(tree(kReference)));
    ASSERT_TRUE(choice);
    EXPECT_EQ(choice->gpu.pci, "0000:03:00.0");
    EXPECT_THAT(choice->set, ElementsAre(Pair("ROCR_VISIBLE_DEVICES", "GPU-4ad1ed0ac407c708"),
                                         Pair("HIP_VISIBLE_DEVICES", "0")));
    EXPECT_THAT(choice->unset, ElementsAre("CUDA_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL"));
    EXPECT_EQ(choice->memory.free, 17163091968U - 1491832832U);
    EXPECT_FALSE(choice->reason.empty());
    EXPECT_THAT(choice->warnings, IsEmpty());
}

TEST(choice, of_an_integrated_gpu_is_pinned_by_its_index) {
    const auto only = choose_gpu(gpu_test::read(tree("strix-halo-apu-only")));
    ASSERT_TRUE(only) << only.error().message;
    EXPECT_THAT(only->set,
                ElementsAre(Pair("ROCR_VISIBLE_DEVICES", "0"), Pair("HIP_VISIBLE_DEVICES", "0")));
    EXPECT_TRUE(only->memory.is_gtt);
    const auto named = choose_gpu(gpu_test::read(tree(kReference)), "granite");
    ASSERT_TRUE(named);
    EXPECT_EQ(named->set[0].second, "1");
}

TEST(choice, is_by_index_address_uuid_or_name) {
    const auto inventory = gpu_test::read(tree(kReference));
    EXPECT_EQ(pci_of(choose_gpu(inventory, "0")), "0000:03:00.0");
    EXPECT_EQ(pci_of(choose_gpu(inventory, " 1 ")), "0000:10:00.0");
    EXPECT_EQ(pci_of(choose_gpu(inventory, "0000:10:00.0")), "0000:10:00.0");
    EXPECT_EQ(pci_of(choose_gpu(inventory, "10:00.0")), "0000:10:00.0");
    EXPECT_EQ(pci_of(choose_gpu(inventory, "GPU-4AD1ED0AC407C708")), "0000:03:00.0");
    EXPECT_EQ(pci_of(choose_gpu(inventory, "gpu-4ad1")), "0000:03:00.0");
    EXPECT_EQ(pci_of(choose_gpu(inventory, "7800 xt")), "0000:03:00.0");
}

TEST(choice, of_a_gpu_that_is_not_there_names_those_that_are) {
    const auto inventory = gpu_test::read(tree(kReference));
    for (const auto* wanted : {"2", "GPU-ffff", "0000:99:00.0", "GeForce"}) {
        const auto choice = choose_gpu(inventory, wanted);
        ASSERT_FALSE(choice) << wanted;
        EXPECT_EQ(choice.error().code, ErrorCode::not_found);
        EXPECT_THAT(choice.error().message, HasSubstr(wanted));
        EXPECT_THAT(choice.error().message, HasSubstr("Radeon RX 7800 XT"));
    }
}

TEST(choice, by_a_name_that_fits_different_gpus_is_refused) {
    const auto choice = choose_gpu(gpu_test::read(tree(kReference)), "radeon");
    ASSERT_FALSE(choice);
    EXPECT_EQ(choice.error().code, ErrorCode::invalid_argument);
}

TEST(choice, by_a_name_that_equal_cards_share_is_the_one_with_more_free_memory) {
    EXPECT_EQ(pci_of(choose_gpu(gpu_test::read(tree("kfd-without-permission")), "7900 xtx")),
              "0000:09:00.0");
}

TEST(ambient_mask, narrows_the_choice) {
    const auto root = tree(kReference);
    const auto only_integrated = choose_gpu(gpu_test::read(root, masked("1")));
    ASSERT_TRUE(only_integrated) << only_integrated.error().message;
    EXPECT_EQ(only_integrated->gpu.pci, "0000:10:00.0");
    EXPECT_EQ(only_integrated->set[0].second, "1") << "the child's mask counts from the start";
    EXPECT_EQ(pci_of(choose_gpu(gpu_test::read(root, masked("GPU-4ad1")))), "0000:03:00.0");
    const auto both = gpu_test::read(root, masked("1,0"));
    EXPECT_EQ(both.gpus[0].masked_index, 1);
    EXPECT_EQ(both.gpus[1].masked_index, 0);
    EXPECT_EQ(pci_of(choose_gpu(both)), "0000:03:00.0");
}

TEST(ambient_mask, that_leaves_the_wanted_gpu_out_is_named_in_the_refusal) {
    const auto choice = choose_gpu(gpu_test::read(tree(kReference), masked("1")), "0");
    ASSERT_FALSE(choice);
    EXPECT_EQ(choice.error().code, ErrorCode::unavailable);
    EXPECT_THAT(choice.error().message, HasSubstr("ROCR_VISIBLE_DEVICES=1"));
}

TEST(ambient_mask, that_is_empty_hides_everything) {
    const auto choice = choose_gpu(gpu_test::read(tree(kReference), masked("")));
    ASSERT_FALSE(choice);
    EXPECT_THAT(choice.error().message, HasSubstr("unset it"));
}

TEST(ambient_mask, with_a_bad_entry_is_noted) {
    const auto inventory = gpu_test::read(tree(kReference), masked("0,7"));
    ASSERT_EQ(inventory.notes.size(), 1U);
    EXPECT_THAT(inventory.notes[0], HasSubstr("7"));
    const auto choice = choose_gpu(inventory);
    ASSERT_TRUE(choice);
    EXPECT_THAT(choice->warnings, ElementsAre(HasSubstr("ROCR_VISIBLE_DEVICES=0,7")));
}

TEST(server_targets, that_lack_the_gpus_are_a_refusal_that_names_them) {
    const std::vector<std::string> targets{"gfx1030", "gfx1100"};
    const auto choice = choose_gpu(gpu_test::read(tree("rx7900xtx-single")), "",
                                   std::vector<std::string>{"gfx1030"});
    ASSERT_FALSE(choice);
    EXPECT_EQ(choice.error().code, ErrorCode::unsupported);
    EXPECT_THAT(choice.error().message, HasSubstr("gfx1100"));
    EXPECT_THAT(choice.error().message, HasSubstr("gfx1030"));
    GpuEnvironment environment;
    environment.gfx_override = "11.0.0";
    const auto overridden = choose_gpu(gpu_test::read(tree(kReference), environment), "", targets);
    ASSERT_TRUE(overridden) << overridden.error().message;
    ASSERT_EQ(overridden->warnings.size(), 1U);
    EXPECT_THAT(overridden->warnings[0], HasSubstr("gfx1101"));
}

TEST(server_targets, that_only_the_integrated_gpu_has_do_not_make_it_the_choice) {
    const std::vector<std::string> targets{"gfx1036"};
    const auto inventory = gpu_test::read(tree(kReference));
    const auto choice = choose_gpu(inventory, "", targets);
    ASSERT_FALSE(choice);
    EXPECT_THAT(choice.error().message, HasSubstr("Granite Ridge"));
    EXPECT_TRUE(choose_gpu(inventory, "1", targets));
}

TEST(card_that_a_virtual_machine_has, does_not_keep_the_integrated_gpu_from_being_used) {
    GpuTree machine;
    TreeGpu card;
    card.driver = "vfio-pci";
    card.card = card.render = card.node = std::nullopt;
    TreeGpu own;
    own.pci = "0000:10:00.0";
    own.device_id = 0x13c0;
    own.target = 100306;
    own.integrated = true;
    machine.add(card);
    machine.add(own);
    EXPECT_EQ(pci_of(choose_gpu(gpu_test::read(machine.path()))), "0000:10:00.0");
}

TEST(environment, is_picked_out_of_many_variables) {
    const Environment variables{{"PATH", "/bin"},
                                {"ROCR_VISIBLE_DEVICES", ""},
                                {"HSA_OVERRIDE_GFX_VERSION", "11.0.0"},
                                {"HSA_OVERRIDE_GFX_VERSION_2", "10.3.0"},
                                {"HSA_OVERRIDE_GFX_VERSION_x", "1.2.3"},
                                {"HIP_VISIBLE_DEVICES", "0"}};
    const auto environment = GpuEnvironment::from(variables);
    EXPECT_EQ(environment.rocr_visible_devices, "");
    EXPECT_EQ(environment.hip_visible_devices, "0");
    EXPECT_FALSE(environment.cuda_visible_devices);
    EXPECT_EQ(environment.gfx_override, "11.0.0");
    EXPECT_THAT(environment.gfx_override_by_node, ElementsAre(Pair(2, "10.3.0")));
}
