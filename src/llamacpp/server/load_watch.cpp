// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/load_watch.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <unistd.h>

namespace inference::llamacpp {
namespace {

constexpr auto kLookEvery = std::chrono::milliseconds(30);

}  // namespace

std::uint64_t bytes_brought_in(pid_t pid) {
    const std::string folder = "/proc/" + std::to_string(pid);
    // "rchar" are the calls to read(), "read_bytes" what storage delivered, paging included: where
    // a mapped file is larger than memory it alone goes on to grow.
    std::uint64_t read = 0;
    std::ifstream io(folder + "/io");
    std::string key;
    std::uint64_t value = 0;
    while (io >> key >> value) {
        if (key == "rchar:" || key == "read_bytes:") read = std::max(read, value);
    }
    // A mapped file that the page cache holds is neither: its pages count as shared.
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    std::uint64_t shared = 0;
    std::ifstream memory(folder + "/statm");
    memory >> size >> resident >> shared;
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return std::max(read, shared * page);
}

LoadWatch::LoadWatch(pid_t pid, std::uint64_t model_bytes, std::chrono::milliseconds stall_timeout,
                     std::function<void(const LoadProgress&)> on_progress)
    : pid_(pid),
      model_bytes_(model_bytes),
      stall_timeout_(stall_timeout),
      on_progress_(std::move(on_progress)) {}

bool LoadWatch::stalled(std::uint64_t log_lines) {
    const auto now = Clock::now();
    if (now < next_look_) return false;
    next_look_ = now + kLookEvery;

    const std::uint64_t bytes = bytes_brought_in(pid_);
    if (bytes > bytes_ || log_lines > lines_) last_progress_ = now;
    bytes_ = std::max(bytes_, bytes);
    lines_ = log_lines;
    const std::uint64_t shown = std::min(bytes_, model_bytes_);
    if (on_progress_ && (shown > reported_ || reported_ == 0)) {
        reported_ = shown;
        on_progress_({shown, model_bytes_, "loading the model"});
    }
    return now - last_progress_ > stall_timeout_;
}

void LoadWatch::done() {
    if (on_progress_) on_progress_({model_bytes_, model_bytes_, "ready"});
}

}  // namespace inference::llamacpp
