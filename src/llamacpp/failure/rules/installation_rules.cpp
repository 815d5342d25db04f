// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/rules/installation_rules.h"

namespace inference::llamacpp {
namespace {

using enum FailureRule::Proof;

constexpr std::string_view kOwnLibraries =
    "use a llama-server that is built for this system and for the installed ROCm, or put its own "
    "libraries first in LD_LIBRARY_PATH";

constexpr std::array kInstallationRules = std::to_array<FailureRule>({
    {{"error while loading shared libraries", ""},
     fatal,
     FailureKind::missing_library,
     ErrorCode::unavailable,
     "llama-server misses a shared library",
     "install the library that is named, or add its folder to LD_LIBRARY_PATH (ROCm's is "
     "/opt/rocm/lib)"},
    {{"symbol lookup error", ""},
     fatal,
     FailureKind::missing_library,
     ErrorCode::unavailable,
     "a library that llama-server loads is of another version",
     kOwnLibraries},
    {{": version `", "' not found"},
     fatal,
     FailureKind::missing_library,
     ErrorCode::unavailable,
     "llama-server was built for a newer system than this one",
     kOwnLibraries},
    // A backend is a library that ggml loads itself: the server then goes on without it.
    {{"failed to load ", ": cannot open shared object file"},
     general,
     FailureKind::missing_library,
     ErrorCode::unavailable,
     "a backend of llama-server misses a library",
     "install the library that is named, or add its folder to LD_LIBRARY_PATH (ROCm's is "
     "/opt/rocm/lib)"},
    {{"failed to load ", ": undefined symbol"},
     general,
     FailureKind::missing_library,
     ErrorCode::unavailable,
     "a backend of llama-server is of another version than its libraries",
     kOwnLibraries},
    {{"failed to find ggml_backend_init in", ""},
     general,
     FailureKind::no_backend,
     ErrorCode::unavailable,
     "a file that GGML_BACKEND_PATH names is no backend",
     "unset GGML_BACKEND_PATH, or name a backend of this llama-server"},
    {{"incompatible API version (backend:", ""},
     general,
     FailureKind::no_backend,
     ErrorCode::unavailable,
     "a backend is of another version than llama-server",
     "use the backends that came with this llama-server"},
    {{"is not supported on this system", "backend"},
     general,
     FailureKind::no_backend,
     ErrorCode::unavailable,
     "a backend of llama-server does not suit this processor",
     "use a llama-server that chooses its backend by itself (GGML_CPU_ALL_VARIANTS)"},
    {{"no CPU backend found", ""},
     error,
     FailureKind::no_backend,
     ErrorCode::unavailable,
     "llama-server found no backend for the processor, which it needs beside the GPU's",
     "put its libggml-cpu-*.so beside llama-server; where GGML_BACKEND_PATH names the GPU's "
     "backend alone, unset it"},
    {{"failed to initialize CPU backend", ""},
     error,
     FailureKind::no_backend,
     ErrorCode::unavailable,
     "llama-server found no backend for the processor, which it needs beside the GPU's",
     "put its libggml-cpu-*.so beside llama-server; where GGML_BACKEND_PATH names the GPU's "
     "backend alone, unset it"},
    {{"no backends are loaded", ""},
     error,
     FailureKind::no_backend,
     ErrorCode::unavailable,
     "llama-server found none of its backends",
     "put its libggml-*.so beside llama-server (the processor's too, which the GPU's needs), or "
     "set GGML_BACKEND_PATH to a libggml-cpu-*.so that belongs to it and suits this processor"},
    {{"failed to initialize ", " backend"},
     error,
     FailureKind::no_backend,
     ErrorCode::unavailable,
     "a backend of llama-server could not start",
     "run rocinfer doctor, which checks the driver, the device files and the libraries"},
    {{"failed to find RPC backend", ""},
     error,
     FailureKind::no_backend,
     ErrorCode::unavailable,
     "this llama-server has no RPC backend",
     "use one that is built with GGML_RPC=ON, or take --rpc out of extra_arguments"},
    {{"No space left on device", ""},
     error,
     FailureKind::full_disk,
     ErrorCode::io,
     "a disk is full",
     "free room on it (df -h; /tmp, /dev/shm and the folder of XDG_RUNTIME_DIR count too)"},
    {{"Resource temporarily unavailable", ""},
     error,
     FailureKind::too_few_threads,
     ErrorCode::io,
     "llama-server could not start its threads",
     "raise the limit (ulimit -u and -v, TasksMax= of the systemd unit, the container's pids and "
     "memory)"},
    {{"pthread_create failed", ""},
     error,
     FailureKind::too_few_threads,
     ErrorCode::io,
     "llama-server could not start its threads",
     "raise the limit (ulimit -u and -v, TasksMax= of the systemd unit, the container's pids and "
     "memory)"},
    {{"threadpool create failed", ""},
     error,
     FailureKind::too_few_threads,
     ErrorCode::io,
     "llama-server could not start its threads",
     "raise the limit (ulimit -u and -v, TasksMax= of the systemd unit, the container's pids and "
     "memory)"},
    {{"Too many open files", ""},
     error,
     FailureKind::too_many_files,
     ErrorCode::io,
     "the limit on open files is reached",
     "raise it (ulimit -n, or LimitNOFILE= of the systemd unit)"},
    {{"mmap failed", ""},
     error,
     FailureKind::model_unreachable,
     ErrorCode::io,
     "the model file could not be mapped",
     "give --load-mode none in extra_arguments, or raise the limit on address space (ulimit -v)"},
});

}  // namespace

std::span<const FailureRule> installation_rules() noexcept {
    return kInstallationRules;
}

}  // namespace inference::llamacpp
