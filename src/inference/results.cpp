// SPDX-License-Identifier: EUPL-1.2
#include <inference/results.h>

namespace inference {

std::string_view to_string(ModelKind kind) noexcept {
    switch (kind) {
        case ModelKind::language_model:
            return "language_model";
        case ModelKind::adapter:
            return "adapter";
        case ModelKind::projector:
            return "projector";
        case ModelKind::control_vector:
            return "control_vector";
        case ModelKind::importance_matrix:
            return "importance_matrix";
        case ModelKind::vocabulary:
            return "vocabulary";
        case ModelKind::picture_model:
            return "picture_model";
        case ModelKind::other:
            return "other";
    }
    return "other";
}

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
