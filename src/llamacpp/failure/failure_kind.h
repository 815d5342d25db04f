// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace inference::llamacpp {

/// Why a server ended: what the program branches on; the words for people stand in a Diagnosis.
enum class FailureKind {
    unknown,                ///< nothing in its last words is known
    out_of_memory_weights,  ///< no room for the model's tensors
    out_of_memory_kv,       ///< no room for the KV cache
    out_of_memory_compute,  ///< no room for the compute buffers
    out_of_memory_request,  ///< it was ready, then a request found no room
    out_of_memory,          ///< for what is not known
    killed_for_memory,      ///< SIGKILL that is not ours
    no_device,              ///< ROCm shows no GPU
    device_permission,      ///< /dev/kfd can't be opened
    no_kernels,             ///< the build, or rocBLAS, has nothing for this GPU
    gfx_override,           ///< HSA_OVERRIDE_GFX_VERSION is malformed or names another kind of GPU
    driver_too_old,         ///< the kernel's driver, or Vulkan's, does not offer what is needed
    gpu_hang,               ///< hang or reset
    memory_access_fault,
    graph_crash,  ///< while HIP graphs were captured, updated or run
    flash_attention_crash,
    gpu_error,          ///< any other error of HIP or ROCr
    model_unreachable,  ///< missing, not readable, a part of it missing
    model_damaged,      ///< cut short, not GGUF, inconsistent
    model_changed,      ///< cut or gone from a disk while it was mapped
    model_unsupported,  ///< sound, but this server can't load it: architecture, types, version
    model_foreign,      ///< made for another program, or no language model: no llama-server runs it
    bad_chat_template,  ///< only the chat template can't be read
    bad_adapter,        ///< an adapter, a projector or a draft model
    bad_argument,       ///< a flag that this server does not know, or a value that it refuses
    socket_taken,       ///< the socket or port could not be bound
    missing_library,    ///< or one of another version
    no_backend,         ///< ggml found no backend for this processor or GPU
    illegal_instruction,  ///< the build is for a newer processor
    full_disk,
    too_many_files,
    too_few_threads,   ///< a limit on threads, processes or address space
    not_allowed,       ///< a system call that a sandbox forbids
    ended_by_someone,  ///< SIGTERM, SIGINT or SIGHUP that is not ours
    assertion,         ///< a check of ggml's own
    not_loaded,        ///< the server says no more than that
};

/// Lower case with underscores, e.g. "gpu_hang"; never empty.
std::string_view to_string(FailureKind kind) noexcept;

/// One of the kinds that less memory use might prevent.
bool is_out_of_memory(FailureKind kind) noexcept;

}  // namespace inference::llamacpp
