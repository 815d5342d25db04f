// SPDX-License-Identifier: EUPL-1.2
#include "unit/gpu/trees.h"

#include <gmock/gmock.h>

using namespace inference;
using namespace inference::rocm;
using gpu_test::number_of;
using gpu_test::property_of;
using gpu_test::text_of;
using gpu_test::tree;

namespace {

constexpr const char* kReference = "rx7800xt-raphael-igpu";
const std::string kCard =
    "/sys/devices/pci0000:00/0000:00:01.1/0000:01:00.0/0000:02:00.0/0000:03:00.0/";
const std::string kSecondCard =
    "/sys/devices/pci0000:00/0000:00:01.2/0000:07:00.0/0000:08:00.0/0000:09:00.0/";
const std::string kRaphael = "/sys/devices/pci0000:00/0000:00:08.1/0000:10:00.0/";
const std::string kHalo = "/sys/devices/pci0000:00/0000:00:08.1/0000:c6:00.0/";

std::string node(int number) {
    return "/sys/devices/virtual/kfd/kfd/topology/nodes/" + std::to_string(number) + "/";
}

/// Every memory figure against the tree's own files.
void expect_memory(const Gpu& gpu, const std::string& device) {
    const auto same = [&](const std::optional<std::uint64_t>& value, const char* name) {
        if (std::ifstream(device + name)) {
            EXPECT_EQ(value, number_of(device + name)) << name;
        } else {
            EXPECT_FALSE(value) << name;
        }
    };
    same(gpu.vram.total, "mem_info_vram_total");
    same(gpu.vram.used, "mem_info_vram_used");
    same(gpu.visible_vram.total, "mem_info_vis_vram_total");
    same(gpu.visible_vram.used, "mem_info_vis_vram_used");
    same(gpu.gtt.total, "mem_info_gtt_total");
    same(gpu.gtt.used, "mem_info_gtt_used");
}

void expect_telemetry(const Gpu& gpu, const std::string& device, const std::string& sensors) {
    EXPECT_EQ(gpu.telemetry.busy_percent, number_of(device + "gpu_busy_percent"));
    ASSERT_FALSE(gpu.telemetry.temperatures.empty());
    int i = 0;
    for (const auto& temperature : gpu.telemetry.temperatures) {
        const auto name = sensors + "temp" + std::to_string(++i);
        EXPECT_DOUBLE_EQ(temperature.celsius * 1000,
                         static_cast<double>(number_of(name + "_input")));
        EXPECT_EQ(temperature.label + "\n", text_of(name + "_label"));
    }
    EXPECT_FALSE(std::ifstream(sensors + "temp" + std::to_string(i + 1) + "_input"));
}

}  // namespace

TEST(reference_machine, both_gpus_are_there_in_rocms_order) {
    const auto inventory = gpu_test::read(tree(kReference));
    ASSERT_EQ(inventory.gpus.size(), 2U);
    EXPECT_EQ(inventory.gpus[0].pci, "0000:03:00.0");
    EXPECT_EQ(inventory.gpus[0].rocm_index, 0);
    EXPECT_EQ(inventory.gpus[0].masked_index, 0);
    EXPECT_EQ(inventory.gpus[1].pci, "0000:10:00.0");
    EXPECT_EQ(inventory.gpus[1].rocm_index, 1);
    EXPECT_TRUE(inventory.driver_loaded);
    EXPECT_TRUE(inventory.kfd_present);
    EXPECT_TRUE(inventory.kfd_access.ok());
    EXPECT_TRUE(inventory.other_cards.empty());
    EXPECT_TRUE(inventory.notes.empty());
}

TEST(reference_machine, the_card_is_read_right) {
    const auto root = tree(kReference);
    const auto inventory = gpu_test::read(root);
    ASSERT_EQ(inventory.gpus.size(), 2U);
    const auto& gpu = inventory.gpus[0];
    EXPECT_EQ(gpu.name, "Radeon RX 7800 XT");
    EXPECT_EQ(gpu.device_id, 0x747e);
    EXPECT_EQ(gpu.revision, 0xc8);
    EXPECT_EQ(gpu.subsystem_vendor_id, 0x148c);
    EXPECT_EQ(gpu.subsystem_device_id, 0x2427);
    EXPECT_EQ(gpu.driver, "amdgpu");
    EXPECT_EQ(gpu.gfx, "gfx1101");
    EXPECT_FALSE(gpu.gfx_override);
    EXPECT_EQ(gpu.kind, GpuKind::discrete);
    EXPECT_FALSE(gpu.kind_reason.empty());
    EXPECT_EQ(gpu.uuid, "GPU-4ad1ed0ac407c708");
    EXPECT_EQ(gpu.kfd_node, 1);
    EXPECT_EQ(gpu.kfd_gpu_id, number_of(root + node(1) + "gpu_id"));
    EXPECT_EQ(gpu.drm_card, 1);
    EXPECT_EQ(gpu.render_minor, property_of(root + node(1) + "properties", "drm_render_minor"));
    EXPECT_EQ(gpu.compute_units, 60);
    EXPECT_FALSE(gpu.partitioned);
    EXPECT_FALSE(gpu.works_in_gtt);
    EXPECT_TRUE(gpu.render_access.ok());
    EXPECT_EQ(gpu.link_speed, "16.0 GT/s PCIe");
    EXPECT_EQ(gpu.link_width, 16);
    EXPECT_EQ(gpu.runtime_status, "active");
    EXPECT_TRUE(gpu.problems.empty());
    expect_memory(gpu, root + kCard);
    EXPECT_EQ(gpu.vram.free(), 17163091968U - 1491832832U);
    EXPECT_FALSE(gpu.gtt.free()) << "gtt_used is not in this tree";
    expect_telemetry(gpu, root + kCard, root + kCard + "hwmon/hwmon4/");
    EXPECT_EQ(gpu.telemetry.temperatures.size(), 3U);
    EXPECT_EQ(gpu.telemetry.memory_busy_percent, 0);
    EXPECT_DOUBLE_EQ(gpu.telemetry.power_watts.value_or(0), 32.0);
    EXPECT_FALSE(gpu.telemetry.power_cap_watts);
    EXPECT_EQ(gpu.telemetry.fan_rpm, 868);
    EXPECT_EQ(gpu.telemetry.core_clock_mhz, 2011);
    EXPECT_FALSE(gpu.telemetry.memory_clock_mhz);
}

TEST(reference_machine, the_integrated_gpu_is_read_right) {
    const auto root = tree(kReference);
    const auto inventory = gpu_test::read(root);
    ASSERT_EQ(inventory.gpus.size(), 2U);
    const auto& gpu = inventory.gpus[1];
    EXPECT_EQ(gpu.name, "Radeon Graphics (Granite Ridge)");
    EXPECT_EQ(gpu.device_id, 0x13c0);
    EXPECT_EQ(gpu.revision, 0xc1);
    EXPECT_EQ(gpu.gfx, "gfx1036");
    EXPECT_EQ(gpu.kind, GpuKind::integrated);
    EXPECT_FALSE(gpu.uuid);
    EXPECT_EQ(gpu.kfd_node, 2);
    EXPECT_EQ(gpu.kfd_gpu_id, number_of(root + node(2) + "gpu_id"));
    EXPECT_EQ(gpu.drm_card, 2);
    EXPECT_EQ(gpu.render_minor, 129);
    EXPECT_EQ(gpu.compute_units, 2);
    EXPECT_TRUE(gpu.works_in_gtt);
    EXPECT_FALSE(gpu.link_speed);
    EXPECT_FALSE(gpu.link_width);
    expect_memory(gpu, root + kRaphael);
    expect_telemetry(gpu, root + kRaphael, root + kRaphael + "hwmon/hwmon5/");
    EXPECT_FALSE(gpu.telemetry.memory_busy_percent);
    EXPECT_FALSE(gpu.telemetry.fan_rpm);
    EXPECT_DOUBLE_EQ(gpu.telemetry.power_watts.value_or(0), 27.0);
    EXPECT_FALSE(gpu.telemetry.core_clock_mhz);
}

TEST(reference_machine, an_override_changes_what_rocm_takes_them_for_and_nothing_else) {
    GpuEnvironment environment;
    environment.gfx_override = "11.0.0";
    environment.gfx_override_by_node[2] = "10.3.0";
    const auto inventory = gpu_test::read(tree(kReference), environment);
    ASSERT_EQ(inventory.gpus.size(), 2U);
    EXPECT_EQ(inventory.gpus[0].gfx, "gfx1101");
    EXPECT_EQ(inventory.gpus[0].gfx_override, "gfx1100");
    EXPECT_EQ(inventory.gpus[1].gfx, "gfx1036");
    EXPECT_EQ(inventory.gpus[1].gfx_override, "gfx1030");
    EXPECT_EQ(inventory.gpus[1].kind, GpuKind::integrated);
}

TEST(one_card, is_read_right_with_its_fan_at_rest) {
    const auto root = tree("rx7900xtx-single");
    const auto inventory = gpu_test::read(root);
    ASSERT_EQ(inventory.gpus.size(), 1U);
    const auto& gpu = inventory.gpus[0];
    EXPECT_EQ(gpu.name, "Radeon RX 7900 XTX");
    EXPECT_EQ(gpu.gfx, "gfx1100");
    EXPECT_EQ(gpu.kind, GpuKind::discrete);
    EXPECT_EQ(gpu.uuid, "GPU-7cf529dea4b33bad");
    EXPECT_EQ(gpu.kfd_gpu_id, 4672U);
    EXPECT_EQ(gpu.drm_card, 0);
    EXPECT_EQ(gpu.compute_units, 96);
    EXPECT_EQ(gpu.vram_vendor, "samsung");
    expect_memory(gpu, root + kCard);
    expect_telemetry(gpu, root + kCard, root + kCard + "hwmon/hwmon8/");
    EXPECT_EQ(gpu.telemetry.fan_rpm, 0) << "stopped is not the same as unknown";
    EXPECT_DOUBLE_EQ(gpu.telemetry.power_watts.value_or(0), 68.0);
    EXPECT_DOUBLE_EQ(gpu.telemetry.power_cap_watts.value_or(0), 290.0);
    EXPECT_EQ(gpu.telemetry.core_clock_mhz, 31);
    EXPECT_EQ(gpu.telemetry.memory_clock_mhz, 1249);
}

TEST(strix_halo, works_in_the_gtt_and_not_in_its_carve_out) {
    const auto root = tree("strix-halo-apu-only");
    const auto inventory = gpu_test::read(root);
    ASSERT_EQ(inventory.gpus.size(), 1U);
    const auto& gpu = inventory.gpus[0];
    EXPECT_EQ(gpu.name, "Radeon 8060S");
    EXPECT_EQ(gpu.gfx, "gfx1151");
    EXPECT_EQ(gpu.kind, GpuKind::integrated);
    EXPECT_FALSE(gpu.uuid);
    EXPECT_EQ(gpu.drm_card, 1);
    EXPECT_EQ(gpu.compute_units, 40);
    EXPECT_TRUE(gpu.works_in_gtt);
    expect_memory(gpu, root + kHalo);
    expect_telemetry(gpu, root + kHalo, root + kHalo + "hwmon/hwmon6/");
    EXPECT_DOUBLE_EQ(gpu.telemetry.power_watts.value_or(0), 9.087);
    EXPECT_EQ(gpu.telemetry.core_clock_mhz, 848);
    const auto memory = vram_info(inventory, gpu);
    ASSERT_TRUE(memory);
    EXPECT_TRUE(memory->is_gtt);
    EXPECT_EQ(memory->total, 120259084288U);
    EXPECT_EQ(memory->free, 120259084288U - 3946811392U);
}

TEST(machine_without_amd, has_no_gpu_but_names_the_others) {
    const auto inventory = gpu_test::read(tree("no-amdgpu"));
    EXPECT_TRUE(inventory.gpus.empty());
    EXPECT_FALSE(inventory.driver_loaded);
    EXPECT_FALSE(inventory.kfd_present);
    EXPECT_EQ(inventory.kfd_access.error, ENOENT);
    ASSERT_EQ(inventory.other_cards.size(), 2U);
    EXPECT_EQ(inventory.other_cards[0], (OtherCard{"0000:00:02.0", 0x8086, 0x9b41, "i915"}));
    EXPECT_EQ(inventory.other_cards[1], (OtherCard{"0000:09:00.0", 0x10de, 0x2704, "nvidia"}));
    const auto choice = choose_gpu(inventory);
    ASSERT_FALSE(choice);
    EXPECT_EQ(choice.error().code, ErrorCode::not_found);
}

TEST(two_cards, are_told_apart) {
    const auto root = tree("kfd-without-permission");
    const auto inventory = gpu_test::read(root);
    ASSERT_EQ(inventory.gpus.size(), 2U);
    EXPECT_EQ(inventory.gpus[0].uuid, "GPU-7cf529dea4b33bad");
    EXPECT_EQ(inventory.gpus[1].uuid, "GPU-398a3f843a146602");
    EXPECT_EQ(inventory.gpus[1].kfd_gpu_id, 65383U);
    expect_memory(inventory.gpus[0], root + kCard);
    expect_memory(inventory.gpus[1], root + kSecondCard);
    expect_telemetry(inventory.gpus[1], root + kSecondCard, root + kSecondCard + "hwmon/hwmon5/");
    EXPECT_TRUE(inventory.kfd_access.ok());
}
