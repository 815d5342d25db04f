// SPDX-License-Identifier: EUPL-1.2
#include "support/gpu_tree.h"
#include "unit/gpu/trees.h"

#include <gmock/gmock.h>

using namespace inference;
using namespace inference::rocm;
using namespace std::chrono_literals;
using gpu_test::tree;
using test_support::GpuTree;

namespace {

constexpr int kPid = 24871;
constexpr std::uint64_t kMiB = 1024 * 1024;

std::string fdinfo(int client, const std::string& pci, const std::string& lines) {
    return "pos:\t0\ndrm-driver:\tamdgpu\ndrm-client-id:\t" + std::to_string(client) +
           "\ndrm-pdev:\t" + pci + "\n" + lines;
}

}  // namespace

TEST(process_memory, of_the_shared_tree_counts_the_client_with_two_descriptors_once) {
    const auto root = tree("rx7900xtx-single");
    const auto inventory = gpu_test::read(root);
    const auto memory = process_memory(root, kPid, inventory.gpus.at(0));
    ASSERT_TRUE(memory) << memory.error().message;
    EXPECT_EQ(memory->source, ProcessMemory::Source::fdinfo);
    EXPECT_EQ(memory->vram, std::uint64_t{9445376} * 1024);
    EXPECT_EQ(memory->gtt, 22528U * 1024);
    EXPECT_FALSE(process_memory(root, 1, inventory.gpus.at(0)));
}

TEST(process_memory, sums_clients_understands_units_and_ignores_other_cards) {
    GpuTree machine;
    machine.add({});
    const std::string folder = "proc/7/fdinfo/";
    machine.write(folder + "3", fdinfo(1, "0000:03:00.0", "drm-memory-vram:\t2048 KiB\n"));
    machine.write(folder + "4", fdinfo(2, "0000:03:00.0",
                                       "drm-resident-vram:\t3 MiB\ndrm-memory-vram:\t9 MiB\n"
                                       "drm-resident-gtt:\t4096\n"));
    machine.write(folder + "5", fdinfo(3, "0000:09:00.0", "drm-memory-vram:\t1 GiB\n"));
    machine.write(folder + "6", "pos:\t0\n");
    machine.write(folder + "7", fdinfo(4, "0000:03:00.0", "drm-memory-vram:\tmuch KiB\n"));
    machine.write(folder + "8",
                  fdinfo(5, "0000:03:00.0", "drm-memory-vram:\t18446744073709551615 MiB\n"));
    const auto inventory = gpu_test::read(machine.path());
    const auto memory = process_memory(machine.path(), 7, inventory.gpus.at(0));
    ASSERT_TRUE(memory);
    EXPECT_EQ(memory->vram, 5 * kMiB);
    EXPECT_EQ(memory->gtt, 4096U);
}

TEST(process_memory, falls_back_on_the_kfd_whose_vram_is_an_integrated_gpus_gtt) {
    GpuTree machine;
    test_support::TreeGpu gpu;
    machine.add(gpu);
    machine.write("sys/devices/virtual/kfd/kfd/proc/7/vram_1001", "123456789\n");
    auto inventory = gpu_test::read(machine.path());
    auto memory = process_memory(machine.path(), 7, inventory.gpus.at(0));
    ASSERT_TRUE(memory);
    EXPECT_EQ(memory->source, ProcessMemory::Source::kfd);
    EXPECT_EQ(memory->vram, 123456789U);
    inventory.gpus[0].works_in_gtt = true;
    memory = process_memory(machine.path(), 7, inventory.gpus.at(0));
    ASSERT_TRUE(memory);
    EXPECT_EQ(memory->vram, 0U);
    EXPECT_EQ(memory->gtt, 123456789U);
}

TEST(vram_info, of_the_gpu_in_use_is_the_cards_and_not_the_integrated_ones) {
    const auto info = vram_info(tree("rx7800xt-raphael-igpu"), "0");
    ASSERT_TRUE(info) << info.error().message;
    EXPECT_EQ(*info, (VramInfo{17163091968, 1491832832, 17163091968 - 1491832832, false}));
    EXPECT_FALSE(vram_info(tree("no-amdgpu"), ""));
}

TEST(vram_info, of_gtt_is_no_freer_than_the_ram) {
    GpuTree machine;
    test_support::TreeGpu gpu;
    gpu.device_id = 0x1586;
    gpu.target = 110501;
    gpu.integrated = true;
    gpu.gtt_total = gpu.bank_bytes = 120259084288;
    gpu.gtt_used = 0;
    machine.add(gpu);
    machine.write("proc/meminfo", "MemTotal:       127098456 kB\nMemAvailable:    1000000 kB\n");
    const auto inventory = gpu_test::read(machine.path());
    const auto info = vram_info(inventory, inventory.gpus.at(0));
    ASSERT_TRUE(info);
    EXPECT_TRUE(info->is_gtt);
    EXPECT_EQ(info->free, 1000000U * 1024);
}

namespace {

/// Time that only passes where the code under test waits.
struct FakeTime {
    std::chrono::steady_clock::time_point now{};
    int pauses = 0;
    std::function<void()> on_pause;

    MemoryWait wait() {
        MemoryWait options;
        options.limit = 1s;
        options.interval = 100ms;
        options.slack = 0;
        options.now = [this] { return now; };
        options.pause = [this](std::chrono::milliseconds time) {
            now += time;
            ++pauses;
            if (on_pause) on_pause();
        };
        return options;
    }
};

}  // namespace

TEST(memory_wait, returns_as_soon_as_the_memory_is_back) {
    GpuTree machine;
    machine.add({});
    const auto gpu = gpu_test::read(machine.path()).gpus.at(0);
    FakeTime time;
    time.on_pause = [&] {
        if (time.pauses == 3) {
            machine.write(GpuTree::device({}) + "mem_info_vram_used", "1000\n");
        }
    };
    const auto result = wait_for_memory_back(machine.path(), gpu, 1000, time.wait());
    EXPECT_TRUE(result.back);
    EXPECT_EQ(result.used, 1000U);
    EXPECT_EQ(result.waited, 300ms);
}

TEST(memory_wait, gives_up_at_its_limit) {
    GpuTree machine;
    machine.add({});
    const auto gpu = gpu_test::read(machine.path()).gpus.at(0);
    FakeTime time;
    const auto result = wait_for_memory_back(machine.path(), gpu, 1000, time.wait());
    EXPECT_FALSE(result.back);
    EXPECT_EQ(result.waited, 1s);
    EXPECT_EQ(time.pauses, 10);
    EXPECT_EQ(result.used, 668274688U);
}

TEST(memory_wait, counts_a_little_more_as_back_and_watches_the_gtt_where_that_is_the_memory) {
    GpuTree machine;
    machine.add({});
    auto gpu = gpu_test::read(machine.path()).gpus.at(0);
    FakeTime time;
    auto options = time.wait();
    options.slack = 64 * kMiB;
    EXPECT_TRUE(wait_for_memory_back(machine.path(), gpu, 668274688 - 64 * kMiB, options).back);
    EXPECT_TRUE(wait_for_memory_back(machine.path(), gpu, ~std::uint64_t{0}, options).back);
    gpu.works_in_gtt = true;
    EXPECT_EQ(wait_for_memory_back(machine.path(), gpu, ~std::uint64_t{0}, options).used,
              62369792U);
    EXPECT_EQ(time.pauses, 0);
}

TEST(memory_wait, does_not_wait_where_nothing_can_be_read_or_the_caller_has_had_enough) {
    GpuTree machine;
    machine.add({});
    const auto gpu = gpu_test::read(machine.path()).gpus.at(0);
    FakeTime time;
    auto options = time.wait();
    std::stop_source stop;
    stop.request_stop();
    options.cancel = stop.get_token();
    EXPECT_FALSE(wait_for_memory_back(machine.path(), gpu, 0, options).back);
    machine.remove("sys/class/drm");
    EXPECT_FALSE(wait_for_memory_back(machine.path(), gpu, 0, time.wait()).used);
    EXPECT_EQ(time.pauses, 0);
}
