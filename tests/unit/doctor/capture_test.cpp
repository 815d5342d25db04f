// SPDX-License-Identifier: EUPL-1.2
#include "support/gpu_tree.h"
#include "unit/gpu/trees.h"

#include <inference/rocm/doctor.h>

#include <gmock/gmock.h>

#include <filesystem>

using namespace inference;
using namespace inference::rocm;
using test_support::GpuTree;

namespace {

namespace fs = std::filesystem;

class Capture : public testing::TestWithParam<const char*> {
protected:
    std::string target() const { return room_.path() + "/copy"; }
    GpuTree room_;
};

}  // namespace

TEST_P(Capture, reads_like_the_machine_itself) {
    const auto from = gpu_test::tree(GetParam());
    const auto captured = capture_machine(target(), {from, true});
    ASSERT_TRUE(captured) << captured.error().message;
    const auto replay = target() + (captured->unreadable.empty() ? "" : "#captured");
    const auto original = gpu_test::read(from);
    const auto copy = gpu_test::read(replay);
    EXPECT_EQ(copy.gpus, original.gpus);
    EXPECT_EQ(copy.driver_loaded, original.driver_loaded);
    EXPECT_EQ(copy.kfd_present, original.kfd_present);
    EXPECT_EQ(copy.kfd_access.error, original.kfd_access.error);
    EXPECT_EQ(copy.other_cards, original.other_cards);
}

INSTANTIATE_TEST_SUITE_P(
    of_each_tree, Capture,
    testing::Values("rx7800xt-raphael-igpu", "rx7900xtx-single", "strix-halo-apu-only", "no-amdgpu",
                    "kfd-without-permission", "kfd-without-permission#user-not-in-render-group",
                    "kfd-without-permission#container-with-device-cgroup-hiding-gpu-2",
                    "kfd-without-permission#container-without-dev-kfd",
                    "kfd-without-permission#runtime-suspended-card-2-linux-6.15+",
                    "kfd-without-permission#smu-busy"));

TEST(capture, keeps_serial_numbers_out_unless_asked) {
    GpuTree room;
    const auto target = room.path() + "/copy";
    ASSERT_TRUE(capture_machine(target, {gpu_test::tree("kfd-without-permission"), false}));
    for (const auto& entry : fs::recursive_directory_iterator(target)) {
        if (!entry.is_regular_file() || entry.is_symlink()) continue;
        const auto text = gpu_test::text_of(entry.path());
        for (const auto* serial : {"7cf529dea4b33bad", "398a3f843a146602", "9004149066219862957"}) {
            EXPECT_EQ(text.find(serial), std::string::npos) << entry.path();
        }
    }
    const auto copy = gpu_test::read(target);
    ASSERT_EQ(copy.gpus.size(), 2U);
    EXPECT_TRUE(copy.gpus[0].uuid);
    EXPECT_NE(copy.gpus[0].uuid, copy.gpus[1].uuid) << "they stay apart";
}

TEST(capture, into_a_folder_that_is_not_empty_is_refused) {
    GpuTree room;
    const auto captured = capture_machine(room.path(), {gpu_test::tree("no-amdgpu"), false});
    ASSERT_FALSE(captured);
    EXPECT_EQ(captured.error().code, ErrorCode::invalid_argument);
    EXPECT_FALSE(capture_machine("", {gpu_test::tree("no-amdgpu"), false}));
}

TEST(examination, of_a_tree_names_its_gpus_and_needs_no_server) {
    const auto checks = examine({gpu_test::tree("strix-halo-apu-only"), false});
    ASSERT_TRUE(checks);
    EXPECT_THAT(*checks, testing::Contains(testing::Field(&DoctorCheck::finding,
                                                          testing::HasSubstr("Radeon 8060S"))));
    EXPECT_FALSE(examine({"/nonexistent", false}));
}
