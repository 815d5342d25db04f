// SPDX-License-Identifier: EUPL-1.2
#include "gpu/file_tree.h"

#include <inference/rocm/gpus.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace inference::rocm {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// A pause that a stop token ends early.
void pause_for(milliseconds time, const std::stop_token& cancel) {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait_for(lock, cancel, time, [] { return false; });
}

std::optional<std::uint64_t> used_now(const std::string& sysroot, Gpu& gpu) {
    refresh(sysroot, gpu);
    return gpu.works_in_gtt ? gpu.gtt.used : gpu.vram.used;
}

}  // namespace

MemoryReturned wait_for_memory_back(const std::string& sysroot, const Gpu& gpu,
                                    std::uint64_t used_before, const MemoryWait& wait) {
    const auto now = wait.now ? wait.now : [] { return Clock::now(); };
    const auto pause =
        wait.pause ? wait.pause : [&](milliseconds time) { pause_for(time, wait.cancel); };
    const auto begin = now();
    const auto enough =
        used_before > ~std::uint64_t{0} - wait.slack ? ~std::uint64_t{0} : used_before + wait.slack;
    Gpu watched = gpu;
    MemoryReturned result;
    // sysfs answers poll() only for attributes that the driver notifies of, and it never does for
    // these: reading them again, with a deadline, is the only way.
    while (true) {
        result.used = used_now(sysroot, watched);
        result.waited = std::chrono::duration_cast<milliseconds>(now() - begin);
        result.back = result.used && *result.used <= enough;
        if (result.back || !result.used) return result;
        if (result.waited >= wait.limit || wait.cancel.stop_requested()) return result;
        pause(std::clamp(wait.interval, milliseconds{1}, wait.limit - result.waited));
    }
}

}  // namespace inference::rocm
