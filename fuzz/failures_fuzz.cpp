// SPDX-License-Identifier: EUPL-1.2
// Any end of a server and any log: quick, never half an answer, nothing old blamed. The input: a
// byte of flags, the exit code or signal, the log.
#include "llamacpp/failure/diagnosis.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>

namespace {

using namespace inference::llamacpp;
using inference::process::ExitStatus;

constexpr std::size_t kMostLog = 32 * 1024;  // with what is put before it less than what is read
// Of processor time, which a busy machine does not lengthen; under sanitizers.
constexpr std::clock_t kMostTime = 2 * CLOCKS_PER_SEC;
constexpr std::string_view kOldTroubles =
    "HW Exception by GPU node-1 (Agent handle: 0x1) reason :GPU Hang\n"
    "llama_init_from_model: failed to initialize the context: failed to allocate buffer for kv "
    "cache\nerror: invalid argument: --x\nsrv  llama_server: listening on unix:///s.sock\n";

void require(bool holds) {
    if (!holds) std::abort();
}

bool is_control(char byte) {
    return static_cast<unsigned char>(byte) < 0x20U || byte == '\x7f';
}

bool same(const Diagnosis& a, const Diagnosis& b) {
    return a.code == b.code && a.kind == b.kind && a.cause == b.cause && a.advice == b.advice &&
           a.evidence == b.evidence;
}

void check(const Diagnosis& diagnosis) {
    require(diagnosis.cause.empty() == (diagnosis.kind == FailureKind::unknown));
    require(diagnosis.advice.empty() == diagnosis.cause.empty());
    require(diagnosis.evidence.size() <= 170);
    require(std::ranges::none_of(diagnosis.evidence, is_control));
    require(!to_string(diagnosis.kind).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    ExitStatus status;
    status.signalled = (data[0] & 1U) != 0;
    status.unknown = (data[0] & 2U) != 0;
    status.value = data[1];
    const std::string_view override_ = (data[0] & 4U) != 0 ? "10.3.0" : "";
    const std::string log(reinterpret_cast<const char*>(data) + 2, size - 2);

    const std::clock_t begun = std::clock();
    for (const Stage stage : {Stage::loading, Stage::in_use})
        check(diagnose(status, log, stage, override_));
    require(std::clock() - begun < kMostTime);
    if (log.size() < kMostLog) {
        const auto alone = diagnose(status, log, Stage::in_use, override_);
        const auto after_old_troubles =
            diagnose(status, std::string(kOldTroubles) + log, Stage::in_use, override_);
        require(same(alone, after_old_troubles));
    }
    const auto start = explain_failed_start("/m.gguf", status, log, override_);
    require(start.message.starts_with("llamacpp: llama-server ") && start.detail == log);
    const auto death = explain_death(status, log, override_);
    require(death.message.starts_with("llamacpp: llama-server ") && death.detail == log);
    require(death.code == inference::ErrorCode::engine_died ||
            death.code == inference::ErrorCode::out_of_memory);
    return 0;
}
