// SPDX-License-Identifier: EUPL-1.2
// How long reading a machine of eight GPUs takes, beside bare reads of as many files, and what one
// drawing of `rocinfer gpus --watch` costs.
#include "report/gpu_history.h"
#include "support/gpu_tree.h"

#include <inference/rocm/gpus.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

constexpr int kGpus = 8;
constexpr int kRounds = 300;

double cpu_us() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

/// CPU time, user and kernel: what else the machine does is not in it.
double median_us(const std::function<void()>& work) {
    std::vector<double> times;
    for (int i = 0; i < kRounds; ++i) {
        const double begin = cpu_us();
        work();
        times.push_back(cpu_us() - begin);
    }
    std::ranges::nth_element(times, times.begin() + kRounds / 2);
    return times[kRounds / 2];
}

void fill(test_support::GpuTree& machine) {
    for (int i = 0; i < kGpus; ++i) {
        test_support::TreeGpu gpu;
        gpu.pci = fmt::format("0000:{:02x}:00.0", 3 + i * 16);
        gpu.card = i;
        gpu.render = 128 + i;
        gpu.node = i + 1;
        gpu.unique_id = 0x1000U + static_cast<unsigned>(i);
        machine.add(gpu);
        const auto sensors = test_support::GpuTree::device(gpu) + "hwmon/hwmon5/";
        for (const auto* name : {"temp2", "temp3"}) {
            machine.write(sensors + name + "_input", "61000\n");
            machine.write(sensors + name + "_label", "junction\n");
        }
        machine.write(sensors + "freq1_input", "2011000000\n");
        machine.write(sensors + "freq2_input", "1249000000\n");
        machine.write(sensors + "power1_cap", "290000000\n");
    }
}

void read_bare(const std::vector<std::string>& files) {
    std::array<char, 4096> bytes;
    for (const auto& file : files) {
        const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        if (fd < 0) continue;
        const auto size = ::read(fd, bytes.data(), bytes.size());
        (void)size;
        ::close(fd);
    }
}

}  // namespace

int main() {
    test_support::GpuTree machine;
    fill(machine);
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(machine.path())) {
        if (entry.is_regular_file() && !entry.is_symlink()) files.push_back(entry.path().string());
    }
    const double bare = median_us([&] { read_bare(files); });
    const double read = median_us([&] { (void)inference::rocm::read_gpus(machine.path()); });
    fmt::print("bare reads of the tree's {} files: {:.0f} us\n", files.size(), bare);
    fmt::print("read_gpus, {} GPUs, warm: {:.0f} us ({:.2f} x bare; wanted: < 2000 us)\n", kGpus,
               read, read / bare);

    auto report = rocinfer_cli::read_gpu_report(machine.path(), "");
    if (!report) return 1;
    rocinfer_cli::GpuHistory view(std::move(*report), machine.path());
    const rocinfer_cli::DrawStyle style{true, true, 120};
    const double begin = cpu_us();
    std::size_t drawn = 0;
    for (int i = 0; i < kRounds; ++i) {
        view.update();
        drawn += view.frame(style).size();
    }
    const double frame = (cpu_us() - begin) / kRounds;
    fmt::print(
        "one drawing of --watch: {:.0f} us of CPU, {} bytes: {:.2f} % of a core at 10 Hz "
        "(wanted: < 1 %)\n",
        frame, drawn / kRounds, frame * 10 / 1e6 * 100);
    return 0;
}
