// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/installation_failure_rules.h"

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
    {{"no backends are loaded", ""},
     error,
     FailureKind::no_backend,
     ErrorCode::unavailable,
     "llama-server found none of its backends",
     "set GGML_BACKEND_PATH to a libggml-cpu-*.so or libggml-hip.so that belongs to it and suits "
     "this processor"},
    {{"error: invalid argument:", ""},
     error,
     FailureKind::bad_argument,
     ErrorCode::unsupported,
     "this llama-server does not know one of its arguments",
     "take the named argument out of extra_arguments, or use a newer llama-server"},
    {{"error: unknown argument:", ""},
     error,
     FailureKind::bad_argument,
     ErrorCode::unsupported,
     "this llama-server does not know one of its arguments",
     "take the named argument out of extra_arguments, or use a newer llama-server"},
    {{"error while handling argument", ""},
     error,
     FailureKind::bad_argument,
     ErrorCode::invalid_argument,
     "this llama-server refuses the value of one of its arguments",
     "correct it in extra_arguments; llama-server --help shows what it takes"},
    {{"V cache requires flash_attn", ""},
     error,
     FailureKind::bad_argument,
     ErrorCode::invalid_argument,
     "a quantised V cache needs flash attention",
     "give --flash-attn on, or leave --cache-type-v at f16, in extra_arguments"},
    {{"No space left on device", ""},
     error,
     FailureKind::full_disk,
     ErrorCode::io,
     "a disk is full",
     "free room on it (df -h; /tmp, /dev/shm and the folder of XDG_RUNTIME_DIR count too)"},
    {{"couldn't bind", "socket"},
     error,
     FailureKind::socket_taken,
     ErrorCode::start_failed,
     "llama-server could not listen on its socket",
     "try again, or use the other transport; the folder of the socket must exist, be writable and "
     "have room"},
    {{"Resource temporarily unavailable", ""},
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
    {{"GGML_ASSERT(", ") failed"},
     general,
     FailureKind::assertion,
     ErrorCode::start_failed,
     "a check inside llama-server failed",
     "use another version of llama-server, and report the line below to its makers"},
});

}  // namespace

std::span<const FailureRule> installation_failure_rules() noexcept {
    return kInstallationRules;
}

}  // namespace inference::llamacpp
