// SPDX-License-Identifier: EUPL-1.2
#include "process/log_ring.h"

namespace inference::process {

void LogRing::append(std::string_view line) {
    if (capacity_ == 0) return;
    bytes_.append(line.substr(0, capacity_ - 1));
    bytes_.push_back('\n');
    // Not for each line: then every short line would cost a move of the whole buffer.
    if (bytes_.size() > 2 * capacity_) bytes_.erase(0, first_kept());
}

std::string LogRing::text() const {
    if (bytes_.empty()) return {};
    const std::size_t first = first_kept();
    return bytes_.substr(first, bytes_.size() - 1 - first);
}

std::size_t LogRing::first_kept() const {
    if (bytes_.size() <= capacity_) return 0;
    // The last line that does not fit whole ends at the newline before the first byte that fits.
    return bytes_.find('\n', bytes_.size() - capacity_ - 1) + 1;
}

}  // namespace inference::process
