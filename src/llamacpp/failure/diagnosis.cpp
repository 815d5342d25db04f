// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/diagnosis.h"

#include "llamacpp/failure/log_scan.h"

#include <array>
#include <optional>
#include <signal.h>

namespace inference::llamacpp {
namespace {

/// What a signal alone tells.
struct SignalRule {
    int signal;
    FailureKind kind;
    ErrorCode code;
    std::string_view cause;
    std::string_view advice;
};

constexpr std::array kSignals = std::to_array<SignalRule>({
    {SIGKILL, FailureKind::killed_for_memory, ErrorCode::out_of_memory,
     "killed, most often by the kernel for want of memory",
     "use a smaller model or context, or raise the container's limit; journalctl -k says who was "
     "killed and why"},
    {SIGILL, FailureKind::illegal_instruction, ErrorCode::unavailable,
     "it is built for a newer processor than this one",
     "use a llama-server that chooses its backend by itself (GGML_CPU_ALL_VARIANTS), or set "
     "GGML_BACKEND_PATH to a libggml-cpu-*.so for this processor"},
    {SIGBUS, FailureKind::model_changed, ErrorCode::bad_model,
     "a mapped file was cut short or could not be read, most often the model",
     "do not write to a model's file while it is loaded; check the disk, and the room in /dev/shm"},
    {SIGSYS, FailureKind::not_allowed, ErrorCode::unavailable, "a sandbox forbids what it does",
     "allow more in the seccomp profile of the container or in SystemCallFilter= of the unit"},
    {SIGXCPU, FailureKind::not_allowed, ErrorCode::io, "its processor time is used up",
     "raise the limit (ulimit -t, or LimitCPU= of the systemd unit)"},
    {SIGXFSZ, FailureKind::full_disk, ErrorCode::io, "a file became larger than it may",
     "raise the limit (ulimit -f, or LimitFSIZE= of the systemd unit)"},
});

Diagnosis asked_to_end() {
    return {ErrorCode::start_failed,
            FailureKind::ended_by_someone,
            "another program asked it to end",
            "load the model again",
            {}};
}

std::optional<Diagnosis> by_status(const process::ExitStatus& status, Stage stage) {
    if (status.unknown) return std::nullopt;
    if (!status.signalled) {
        // Once it serves, it leaves in peace only when it gets SIGTERM or SIGINT.
        if (stage == Stage::in_use && status.value == 0) return asked_to_end();
        return std::nullopt;
    }
    if (status.value == SIGTERM || status.value == SIGINT || status.value == SIGHUP) {
        return asked_to_end();
    }
    for (const SignalRule& rule : kSignals) {
        if (rule.signal != status.value) continue;
        return Diagnosis{
            rule.code, rule.kind, std::string(rule.cause), std::string(rule.advice), {}};
    }
    return std::nullopt;
}

/// An override turns the GPU into another one: then it, not the build, is at fault.
void blame_override(Diagnosis& diagnosis, std::string_view gfx_override) {
    if (gfx_override.empty()) return;
    if (diagnosis.kind != FailureKind::no_kernels &&
        diagnosis.kind != FailureKind::memory_access_fault) {
        return;
    }
    diagnosis.kind = FailureKind::gfx_override;
    diagnosis.code = ErrorCode::unavailable;
    diagnosis.cause += ", which HSA_OVERRIDE_GFX_VERSION=" + clean_line(gfx_override) +
                       " makes ROCm take for another one";
    diagnosis.advice = "unset HSA_OVERRIDE_GFX_VERSION; rocinfer doctor names the GPU's own target";
}

/// "Out of memory" without a place: when it happened tells the place.
FailureKind placed(FailureKind kind, Stage stage) {
    if (stage == Stage::loading) return kind;
    switch (kind) {
        case FailureKind::out_of_memory:
        case FailureKind::out_of_memory_compute:
        case FailureKind::out_of_memory_kv:
            return FailureKind::out_of_memory_request;
        default:
            return kind;
    }
}

std::string sentence(const Diagnosis& diagnosis) {
    std::string text = diagnosis.cause;
    if (!diagnosis.evidence.empty()) text += " (" + diagnosis.evidence + ")";
    return text + "; " + diagnosis.advice;
}

}  // namespace

Diagnosis diagnose(const process::ExitStatus& status, std::string_view log, Stage stage,
                   std::string_view gfx_override) {
    const LogFinding words = scan_log(log, stage == Stage::in_use);
    const bool fatal = words.rule != nullptr && words.rule->proof == FailureRule::Proof::fatal;
    // What comes from outside strikes whatever the log says; only what nobody survives comes
    // before.
    if (!fatal) {
        if (auto known = by_status(status, stage)) return *known;
    }
    if (words.rule == nullptr) {
        Diagnosis unknown;
        unknown.evidence = clean_line(words.line);
        return unknown;
    }
    Diagnosis diagnosis{words.rule->code, placed(words.kind, stage), std::string(words.rule->cause),
                        std::string(words.rule->advice), clean_line(words.line)};
    blame_override(diagnosis, gfx_override);
    return diagnosis;
}

Error explain_failed_start(const std::string& model_path, const process::ExitStatus& status,
                           const std::string& log, std::string_view gfx_override) {
    const std::string what =
        "llamacpp: llama-server " + status.describe() + " while loading " + model_path;
    const Diagnosis known = diagnose(status, log, Stage::loading, gfx_override);
    if (known.kind == FailureKind::unknown) {
        return {ErrorCode::start_failed,
                what + (known.evidence.empty() ? "" : ": " + known.evidence) +
                    "; its last lines tell more",
                log};
    }
    return {known.code, what + ": " + sentence(known), log};
}

Error explain_death(const process::ExitStatus& status, const std::string& log,
                    std::string_view gfx_override) {
    const std::string what = "llamacpp: llama-server " + status.describe() + " while in use";
    const Diagnosis known = diagnose(status, log, Stage::in_use, gfx_override);
    if (known.kind == FailureKind::unknown) {
        return {ErrorCode::engine_died,
                what + (known.evidence.empty() ? "" : ": " + known.evidence) +
                    "; if it is not started again by itself, load the model again",
                log};
    }
    const auto code =
        is_out_of_memory(known.kind) ? ErrorCode::out_of_memory : ErrorCode::engine_died;
    return {code, what + ": " + sentence(known), log};
}

}  // namespace inference::llamacpp
