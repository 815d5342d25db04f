// SPDX-License-Identifier: EUPL-1.2
#include <inference/results.h>

namespace inference {

std::string_view to_string(StopReason reason) noexcept {
    switch (reason) {
        case StopReason::none:
            return "none";
        case StopReason::end_of_sequence:
            return "end_of_sequence";
        case StopReason::limit:
            return "limit";
        case StopReason::stop_token:
            return "stop_token";
        case StopReason::stop_string:
            return "stop_string";
    }
    return "unknown";
}

std::string BatchResult::text() const {
    std::string joined;
    for (const Token& token : tokens)
        joined += token.text;
    return joined;
}

}  // namespace inference
