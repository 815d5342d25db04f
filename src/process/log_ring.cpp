// SPDX-License-Identifier: EUPL-1.2
#include "process/log_ring.h"

namespace inference::process {

void LogRing::append(std::string_view line) {
    if (capacity_ == 0) return;
    bytes_.append(line.substr(0, capacity_ - 1));
    bytes_.push_back('\n');
    // Moved down only once a ring's worth has gone by, so that a short line costs its own length.
    if (bytes_.size() > 2 * capacity_) bytes_.erase(0, first_kept());
}

std::string LogRing::text() const {
    if (bytes_.empty()) return {};
    const std::size_t first = first_kept();
    return bytes_.substr(first, bytes_.size() - 1 - first);
}

std::size_t LogRing::first_kept() const {
    if (bytes_.size() <= capacity_) return 0;
    // The newline before the first byte that fits ends the last line that does not fit whole.
    return bytes_.find('\n', bytes_.size() - capacity_ - 1) + 1;
}

}  // namespace inference::process
