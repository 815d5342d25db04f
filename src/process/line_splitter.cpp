// SPDX-License-Identifier: EUPL-1.2
#include "process/line_splitter.h"

#include <algorithm>
#include <utility>

namespace inference::process {

void LineSplitter::feed(std::string_view bytes, const Sink& sink) {
    while (!bytes.empty()) {
        const std::size_t newline = bytes.find('\n');
        if (newline == std::string_view::npos) return keep(bytes);
        const std::string_view part = bytes.substr(0, newline);
        bytes.remove_prefix(newline + 1);
        if (!in_line_) {
            sink(part.substr(0, longest_));
            continue;
        }
        keep(part);
        finish(sink);
    }
}

void LineSplitter::finish(const Sink& sink) {
    if (!in_line_) return;
    in_line_ = false;
    // Emptied before the call, because the sink may throw.
    const std::string line = std::exchange(begun_, {});
    sink(line);
}

void LineSplitter::keep(std::string_view part) {
    in_line_ = true;
    begun_.append(part.substr(0, std::min(part.size(), longest_ - begun_.size())));
}

}  // namespace inference::process
