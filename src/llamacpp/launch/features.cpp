// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/features.h"

#include "base/lines.h"

namespace inference::llamacpp {
namespace {

void add_flags_of(std::string_view line, ServerFeatures& features) {
    // "-c,    --ctx-size N   size of …": words of the first columns that begin with a dash.
    std::size_t at = 0;
    while (at < line.size() && line[at] == '-') {
        const std::size_t end = line.find_first_of(" ,", at);
        features.flags.emplace(line.substr(at, end == std::string_view::npos ? end : end - at));
        if (end == std::string_view::npos) return;
        at = line.find_first_not_of(" ,", end);
        if (at == std::string_view::npos) return;
    }
}

}  // namespace

ServerFeatures parse_features(std::string_view help) {
    ServerFeatures features;
    for (const std::string_view line : base::Lines(help)) {
        // Newer builds list what they refuse, so that they can name its successor.
        const bool removed = line.find("argument has been removed") != std::string_view::npos;
        if (line.starts_with('-') && !line.starts_with("-----") && !removed) {
            add_flags_of(line, features);
        }
        if (line.find("- 4: trace") != std::string_view::npos) features.trace_level = true;
    }
    return features;
}

}  // namespace inference::llamacpp
