// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/results.h>
#include <inference/rocm/gpus.h>

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <sys/types.h>

namespace inference::backend {

/// What one server holds on its GPU, and the most it held. Thread-safe.
class GpuMeter {
public:
    GpuMeter(std::string sysroot, rocm::Gpu gpu, std::uint64_t used_before);

    /// Fills in both memory figures. Reads sysfs at most ten times a second; between two readings
    /// the last one is told again.
    void add_to(GenerateMetrics& metrics, pid_t server);
    /// Waits, for a few seconds at most, until the memory of an ended server is back.
    void wait_until_back() const;

private:
    const std::string sysroot_;
    const rocm::Gpu gpu_;
    const std::uint64_t used_before_;
    std::mutex mutex_;
    std::uint64_t active_ = 0;
    std::uint64_t peak_ = 0;
    std::chrono::steady_clock::time_point next_;
};

}  // namespace inference::backend
