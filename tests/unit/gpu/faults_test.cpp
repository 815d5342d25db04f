// SPDX-License-Identifier: EUPL-1.2
#include "gpu/faults.h"

#include "support/gpu_tree.h"
#include "unit/gpu/trees.h"

#include <gmock/gmock.h>

#include <cerrno>

using namespace inference;
using namespace inference::rocm;
using gpu_test::tree;
using testing::HasSubstr;

namespace {

std::string scenario(const std::string& name) {
    return tree("kfd-without-permission#" + name);
}

}  // namespace

TEST(fault_scenario, a_user_outside_the_render_group_is_told_the_group) {
    const auto inventory = gpu_test::read(scenario("user-not-in-render-group"));
    ASSERT_EQ(inventory.gpus.size(), 2U);
    EXPECT_EQ(inventory.kfd_access.error, EACCES);
    EXPECT_EQ(inventory.gpus[0].render_access.error, EACCES);
    EXPECT_TRUE(inventory.gpus[0].vram.used) << "sysfs itself is readable by anyone";
    const auto choice = choose_gpu(inventory);
    ASSERT_FALSE(choice);
    EXPECT_EQ(choice.error().code, ErrorCode::unavailable);
    EXPECT_THAT(choice.error().message, HasSubstr("/dev/kfd"));
    EXPECT_THAT(choice.error().message, HasSubstr("usermod -aG render"));
}

TEST(fault_scenario, the_group_is_named_with_its_number) {
    test_support::GpuTree machine;
    machine.add({});
    machine.write("etc/group", "root:x:0:\nvideo:x:44:me\nrendering:x:992:\n");
    machine.write("faults.json", R"({"s": {"dev/kfd": {"open": "EACCES", "gid": 992}}})");
    const auto inventory = gpu_test::read(machine.path() + "#s");
    EXPECT_EQ(inventory.kfd_access.group_id, 992U);
    EXPECT_EQ(inventory.kfd_access.group, "rendering");
    const auto choice = choose_gpu(inventory);
    ASSERT_FALSE(choice);
    EXPECT_THAT(choice.error().message, HasSubstr("the group rendering (gid 992)"));
    EXPECT_THAT(choice.error().message, HasSubstr("--group-add 992"));
}

TEST(fault_scenario, a_gpu_that_the_container_hides_has_no_index_and_the_other_keeps_its_own) {
    const auto inventory = gpu_test::read(scenario("container-with-device-cgroup-hiding-gpu-2"));
    ASSERT_EQ(inventory.gpus.size(), 2U);
    EXPECT_EQ(inventory.gpus[0].pci, "0000:03:00.0");
    EXPECT_EQ(inventory.gpus[0].rocm_index, 0);
    const auto& hidden = inventory.gpus[1];
    EXPECT_EQ(hidden.pci, "0000:09:00.0");
    EXPECT_FALSE(hidden.rocm_index);
    EXPECT_FALSE(hidden.kfd_node);
    EXPECT_EQ(hidden.render_access.error, ENOENT);
    EXPECT_EQ(hidden.kind, GpuKind::discrete) << "board_info tells, without the topology";
    ASSERT_EQ(hidden.problems.size(), 1U);
    EXPECT_THAT(hidden.problems[0], HasSubstr("container"));
    const auto choice = choose_gpu(inventory);
    ASSERT_TRUE(choice) << choice.error().message;
    EXPECT_EQ(choice->gpu.pci, "0000:03:00.0");
    EXPECT_FALSE(choose_gpu(inventory, "09:00.0"));
}

TEST(fault_scenario, without_dev_kfd_the_container_is_told_how_to_pass_it) {
    const auto inventory = gpu_test::read(scenario("container-without-dev-kfd"));
    EXPECT_EQ(inventory.kfd_access.error, ENOENT);
    EXPECT_TRUE(inventory.kfd_present) << "the driver is loaded all the same";
    const auto choice = choose_gpu(inventory);
    ASSERT_FALSE(choice);
    EXPECT_THAT(choice.error().message, HasSubstr("--device /dev/kfd"));
}

TEST(fault_scenario, a_suspended_card_keeps_its_memory_and_identity_and_has_no_telemetry) {
    const auto inventory = gpu_test::read(scenario("runtime-suspended-card-2-linux-6.15+"));
    ASSERT_EQ(inventory.gpus.size(), 2U);
    const auto& gpu = inventory.gpus[1];
    EXPECT_TRUE(gpu.suspended());
    EXPECT_EQ(gpu.uuid, "GPU-398a3f843a146602");
    EXPECT_EQ(gpu.vram.used, 27918336U);
    EXPECT_EQ(gpu.telemetry, GpuTelemetry{});
    EXPECT_FALSE(gpu.link_speed) << "reading it would wake the card";
    EXPECT_TRUE(choose_gpu(inventory, "GPU-398a"));
}

TEST(fault_scenario, a_suspended_card_before_linux_6_15_is_not_woken) {
    // There its sensors do answer: that nothing was read shows that nobody asked.
    test_support::GpuTree machine;
    machine.add({});
    machine.write(test_support::GpuTree::device({}) + "power/runtime_status", "suspended\n");
    const auto inventory = gpu_test::read(machine.path());
    ASSERT_EQ(inventory.gpus.size(), 1U);
    EXPECT_EQ(inventory.gpus[0].telemetry, GpuTelemetry{});
    EXPECT_FALSE(inventory.gpus[0].link_width);
}

TEST(fault_scenario, a_busy_firmware_costs_one_figure_only) {
    const auto inventory = gpu_test::read(scenario("smu-busy"));
    ASSERT_EQ(inventory.gpus.size(), 2U);
    EXPECT_FALSE(inventory.gpus[0].telemetry.busy_percent);
    EXPECT_FALSE(inventory.gpus[0].telemetry.temperatures.empty());
    EXPECT_EQ(inventory.gpus[1].telemetry.busy_percent, 3);
}

TEST(fault_scenario, that_is_unknown_is_refused_with_the_names_of_the_others) {
    const auto inventory = read_gpus(scenario("no-such"));
    ASSERT_FALSE(inventory);
    EXPECT_EQ(inventory.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(inventory.error().message, HasSubstr("smu-busy"));
}

TEST(fault_file, that_is_not_understood_is_refused) {
    EXPECT_FALSE(gpu::parse_faults("[]", "s"));
    EXPECT_FALSE(gpu::parse_faults("{", "s"));
    EXPECT_FALSE(gpu::parse_faults(R"({"s": {"a": 1}})", "s"));
    EXPECT_FALSE(gpu::parse_faults(R"({"s": {"a": {"open": "EWHAT"}}})", "s"));
    EXPECT_FALSE(gpu::parse_faults(R"({"s": {"a": {"opne": "EPERM"}}})", "s"));
    const auto faults = gpu::parse_faults(R"({"s": {"a": {"read": "EIO"}}})", "s");
    ASSERT_TRUE(faults);
    EXPECT_EQ(faults->at("a").read_error, EIO);
}

TEST(root, that_is_missing_is_an_error_and_not_an_empty_machine) {
    const auto inventory = read_gpus("/nonexistent/root");
    ASSERT_FALSE(inventory);
    EXPECT_EQ(inventory.error().code, ErrorCode::not_found);
    EXPECT_THAT(inventory.error().message, HasSubstr("/nonexistent/root"));
}
