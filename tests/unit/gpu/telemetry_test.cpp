// SPDX-License-Identifier: EUPL-1.2
#include "gpu/telemetry.h"

#include "support/gpu_tree.h"
#include "unit/gpu/trees.h"

using namespace inference::rocm;
using inference::gpu::current_clock;
using test_support::GpuTree;

TEST(dpm_clock, is_the_line_with_the_star) {
    EXPECT_EQ(current_clock("0: 500Mhz\n1: 77Mhz *\n2: 2254Mhz\n"), 77);
    EXPECT_EQ(current_clock("0: 600Mhz *\n1: 848Mhz \n"), 600);
    EXPECT_EQ(current_clock("0: 96Mhz \n3: 1249Mhz *"), 1249);
    EXPECT_FALSE(current_clock(""));
    EXPECT_FALSE(current_clock("\n"));
    EXPECT_FALSE(current_clock("0: 500Mhz\n"));
    EXPECT_FALSE(current_clock("*"));
    EXPECT_FALSE(current_clock(": *"));
    EXPECT_FALSE(current_clock("1: fastMhz *"));
    EXPECT_FALSE(current_clock("1: 99999999999999999999Mhz *"));
}

TEST(telemetry, that_makes_no_sense_is_absent) {
    GpuTree machine;
    machine.add({});
    const auto device = GpuTree::device({});
    machine.write(device + "gpu_busy_percent", "65535\n");
    machine.write(device + "mem_busy_percent", "\n");
    machine.write(device + "hwmon/hwmon5/temp1_input", "hot\n");
    machine.write(device + "hwmon/hwmon5/fan1_input", "65535\n");
    machine.write(device + "hwmon/hwmon5/power1_average", "-1\n");
    const auto inventory = gpu_test::read(machine.path());
    ASSERT_EQ(inventory.gpus.size(), 1U);
    EXPECT_EQ(inventory.gpus[0].telemetry, GpuTelemetry{});
}

TEST(telemetry, of_another_drivers_sensors_is_not_taken) {
    GpuTree machine;
    machine.add({});
    machine.write(GpuTree::device({}) + "hwmon/hwmon5/name", "nvme\n");
    const auto inventory = gpu_test::read(machine.path());
    ASSERT_EQ(inventory.gpus.size(), 1U);
    EXPECT_TRUE(inventory.gpus[0].telemetry.temperatures.empty());
}

TEST(telemetry, without_a_label_keeps_the_files_name) {
    GpuTree machine;
    machine.add({});
    machine.write(GpuTree::device({}) + "hwmon/hwmon5/temp1_label", "\x1b[31m\n");
    const auto inventory = gpu_test::read(machine.path());
    ASSERT_EQ(inventory.gpus.size(), 1U);
    ASSERT_EQ(inventory.gpus[0].telemetry.temperatures.size(), 1U);
    EXPECT_EQ(inventory.gpus[0].telemetry.temperatures[0].label, "temp1");
}

TEST(telemetry, is_read_again_by_refresh) {
    GpuTree machine;
    machine.add({});
    auto inventory = gpu_test::read(machine.path());
    ASSERT_EQ(inventory.gpus.size(), 1U);
    auto gpu = inventory.gpus[0];
    machine.write(GpuTree::device({}) + "gpu_busy_percent", "97\n");
    machine.write(GpuTree::device({}) + "mem_info_vram_used", "20000000000\n");
    refresh(machine.path(), gpu);
    EXPECT_EQ(gpu.telemetry.busy_percent, 97);
    EXPECT_EQ(gpu.vram.used, 20000000000U);
    machine.remove("sys/class/drm/card0");
    refresh(machine.path(), gpu);
    EXPECT_FALSE(gpu.vram.used) << "a card that is gone uses nothing that we know of";
    EXPECT_EQ(gpu.telemetry, GpuTelemetry{});
}
