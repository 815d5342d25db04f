// SPDX-License-Identifier: EUPL-1.2
#include "backend/gpu_meter.h"

#include <algorithm>
#include <utility>

namespace inference::backend {
namespace {

constexpr auto kBetweenReadings = std::chrono::milliseconds(100);
constexpr auto kPatience = std::chrono::seconds(3);

}  // namespace

GpuMeter::GpuMeter(std::string sysroot, rocm::Gpu gpu, std::uint64_t used_before)
    : sysroot_(std::move(sysroot)), gpu_(std::move(gpu)), used_before_(used_before) {}

void GpuMeter::add_to(GenerateMetrics& metrics, pid_t server) {
    const std::scoped_lock lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (now >= next_) {
        next_ = now + kBetweenReadings;
        if (auto memory = rocm::process_memory(sysroot_, server, gpu_)) {
            active_ = gpu_.works_in_gtt ? memory->gtt : memory->vram;
            peak_ = std::max(peak_, active_);
        }
    }
    metrics.active_memory_bytes = active_;
    metrics.peak_memory_bytes = peak_;
}

void GpuMeter::wait_until_back() const {
    rocm::MemoryWait wait;
    wait.limit = kPatience;
    rocm::wait_for_memory_back(sysroot_, gpu_, used_before_, wait);
}

}  // namespace inference::backend
