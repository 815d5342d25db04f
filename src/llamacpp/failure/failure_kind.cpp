// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/failure_kind.h"

namespace inference::llamacpp {

std::string_view to_string(FailureKind kind) noexcept {
    switch (kind) {
        case FailureKind::unknown:
            return "unknown";
        case FailureKind::out_of_memory_weights:
            return "out_of_memory_weights";
        case FailureKind::out_of_memory_kv:
            return "out_of_memory_kv";
        case FailureKind::out_of_memory_compute:
            return "out_of_memory_compute";
        case FailureKind::out_of_memory_request:
            return "out_of_memory_request";
        case FailureKind::out_of_memory:
            return "out_of_memory";
        case FailureKind::killed_for_memory:
            return "killed_for_memory";
        case FailureKind::no_device:
            return "no_device";
        case FailureKind::device_permission:
            return "device_permission";
        case FailureKind::no_kernels:
            return "no_kernels";
        case FailureKind::gfx_override:
            return "gfx_override";
        case FailureKind::driver_too_old:
            return "driver_too_old";
        case FailureKind::gpu_hang:
            return "gpu_hang";
        case FailureKind::memory_access_fault:
            return "memory_access_fault";
        case FailureKind::graph_crash:
            return "graph_crash";
        case FailureKind::flash_attention_crash:
            return "flash_attention_crash";
        case FailureKind::gpu_error:
            return "gpu_error";
        case FailureKind::model_unreachable:
            return "model_unreachable";
        case FailureKind::model_damaged:
            return "model_damaged";
        case FailureKind::model_changed:
            return "model_changed";
        case FailureKind::model_unsupported:
            return "model_unsupported";
        case FailureKind::model_foreign:
            return "model_foreign";
        case FailureKind::bad_chat_template:
            return "bad_chat_template";
        case FailureKind::bad_adapter:
            return "bad_adapter";
        case FailureKind::bad_argument:
            return "bad_argument";
        case FailureKind::socket_taken:
            return "socket_taken";
        case FailureKind::missing_library:
            return "missing_library";
        case FailureKind::no_backend:
            return "no_backend";
        case FailureKind::illegal_instruction:
            return "illegal_instruction";
        case FailureKind::full_disk:
            return "full_disk";
        case FailureKind::too_many_files:
            return "too_many_files";
        case FailureKind::too_few_threads:
            return "too_few_threads";
        case FailureKind::not_allowed:
            return "not_allowed";
        case FailureKind::ended_by_someone:
            return "ended_by_someone";
        case FailureKind::assertion:
            return "assertion";
        case FailureKind::not_loaded:
            return "not_loaded";
    }
    return "unknown";
}

bool is_out_of_memory(FailureKind kind) noexcept {
    switch (kind) {
        case FailureKind::out_of_memory_weights:
        case FailureKind::out_of_memory_kv:
        case FailureKind::out_of_memory_compute:
        case FailureKind::out_of_memory_request:
        case FailureKind::out_of_memory:
        case FailureKind::killed_for_memory:
            return true;
        default:
            return false;
    }
}

}  // namespace inference::llamacpp
