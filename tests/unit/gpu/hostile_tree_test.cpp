// SPDX-License-Identifier: EUPL-1.2
#include "support/gpu_tree.h"
#include "unit/gpu/trees.h"

#include <gmock/gmock.h>

#include <atomic>
#include <filesystem>
#include <random>
#include <thread>

using namespace inference::rocm;
using test_support::GpuTree;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> files_of(const GpuTree& machine) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(machine.path())) {
        if (entry.is_regular_file() && !entry.is_symlink()) files.push_back(entry.path());
    }
    return files;
}

void use(const GpuInventory& inventory, const std::string& root) {
    assess_gpus(inventory);
    choose_gpu(inventory);
    choose_gpu(inventory, "0");
    for (auto gpu : inventory.gpus) {
        vram_info(inventory, gpu);
        process_memory(root, 7, gpu);
        refresh(root, gpu);
    }
}

}  // namespace

TEST(hostile_tree, with_64_kib_of_garbage_in_any_one_file_is_read_to_the_end) {
    GpuTree machine;
    machine.add({});
    machine.write("proc/7/fdinfo/3", "drm-driver: amdgpu\n");
    std::string garbage(64 * 1024, '\0');
    std::minstd_rand random(1);
    for (auto& byte : garbage)
        byte = static_cast<char>(random());
    for (const auto& file : files_of(machine)) {
        std::ifstream in(file, std::ios::binary);
        const std::string before{std::istreambuf_iterator<char>(in), {}};
        std::ofstream(file, std::ios::binary) << garbage;
        const auto inventory = read_gpus(machine.path());
        ASSERT_TRUE(inventory) << file;
        use(*inventory, machine.path());
        std::ofstream(file, std::ios::binary) << before;
    }
    EXPECT_EQ(gpu_test::read(machine.path()).gpus.size(), 1U);
}

TEST(hostile_tree, with_any_one_file_missing_or_empty_is_read_to_the_end) {
    for (const bool missing : {true, false}) {
        GpuTree machine;
        machine.add({});
        for (const auto& file : files_of(machine)) {
            const auto kept = file.string() + ".kept";
            fs::rename(file, kept);
            if (!missing) std::ofstream(file) << "";
            const auto inventory = read_gpus(machine.path());
            ASSERT_TRUE(inventory) << file;
            EXPECT_LE(inventory->gpus.size(), 1U);
            use(*inventory, machine.path());
            fs::rename(kept, file);
        }
    }
}

TEST(hostile_tree, whose_files_change_and_vanish_while_they_are_read_is_read_to_the_end) {
    GpuTree machine;
    machine.add({});
    const auto device = GpuTree::device({});
    std::atomic<bool> stop{false};
    std::jthread changer([&] {
        int round = 0;
        while (!stop) {
            machine.write(device + "mem_info_vram_used", std::to_string(++round) + "\n");
            machine.remove(device + "gpu_busy_percent");
            machine.write(device + "gpu_busy_percent", "7\n");
            machine.remove(device + "hwmon/hwmon5/temp1_input");
            machine.write(device + "hwmon/hwmon5/temp1_input", "40000\n");
        }
    });
    for (int i = 0; i < 300; ++i) {
        const auto inventory = gpu_test::read(machine.path());
        ASSERT_EQ(inventory.gpus.size(), 1U);
        const auto busy = inventory.gpus[0].telemetry.busy_percent;
        EXPECT_TRUE(!busy || *busy == 7 || *busy == 3) << *busy;
        for (const auto& sensor : inventory.gpus[0].telemetry.temperatures) {
            EXPECT_TRUE(sensor.celsius == 40 || sensor.celsius == 53);
        }
    }
    stop = true;
}

TEST(hostile_tree, with_link_loops_in_every_place_ends) {
    for (const auto* place :
         {"sys/class/drm/card9", "sys/class/kfd/kfd", "sys/bus/pci/devices/0000:99:00.0",
          "sys/devices/virtual/kfd/kfd/topology/nodes/7",
          "sys/devices/pci0000:00/0000:00:01.1/0000:03:00.0/hwmon/hwmon1",
          "sys/devices/pci0000:00/0000:00:01.1/0000:03:00.0/drm/card0/device", "dev/kfd",
          "dev/dri/renderD128"}) {
        GpuTree machine;
        machine.add({});
        machine.remove(place);
        machine.link(place, fs::path(place).filename().string());
        const auto inventory = read_gpus(machine.path());
        ASSERT_TRUE(inventory) << place;
        use(*inventory, machine.path());
    }
}

TEST(hostile_tree, with_absurd_numbers_makes_no_absurd_claims) {
    GpuTree machine;
    machine.add({});
    const auto node = GpuTree::node(1);
    machine.write(node + "properties",
                  "simd_count 18446744073709551615\nsimd_per_cu 1\ngfx_target_version 4294967295\n"
                  "mem_banks_count 18446744073709551615\ndrm_render_minor 18446744073709551615\n"
                  "location_id 18446744073709551615\ndomain 18446744073709551615\n"
                  "unique_id 18446744073709551615\ndevice_id 18446744073709551615\n");
    const auto inventory = read_gpus(machine.path());
    ASSERT_TRUE(inventory);
    ASSERT_FALSE(inventory->gpus.empty());
    EXPECT_FALSE(inventory->gpus[0].gfx);
    use(*inventory, machine.path());
}
