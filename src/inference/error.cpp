// SPDX-License-Identifier: EUPL-1.2
#include <inference/error.h>

namespace inference {

std::string_view to_string(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::invalid_argument:
            return "invalid_argument";
        case ErrorCode::not_found:
            return "not_found";
        case ErrorCode::unavailable:
            return "unavailable";
        case ErrorCode::unsupported:
            return "unsupported";
        case ErrorCode::bad_model:
            return "bad_model";
        case ErrorCode::out_of_memory:
            return "out_of_memory";
        case ErrorCode::context_exceeded:
            return "context_exceeded";
        case ErrorCode::start_failed:
            return "start_failed";
        case ErrorCode::engine_died:
            return "engine_died";
        case ErrorCode::engine_refused:
            return "engine_refused";
        case ErrorCode::protocol:
            return "protocol";
        case ErrorCode::cancelled:
            return "cancelled";
        case ErrorCode::deadline_exceeded:
            return "deadline_exceeded";
        case ErrorCode::closed:
            return "closed";
        case ErrorCode::io:
            return "io";
    }
    return "unknown";
}

}  // namespace inference
