// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/diagnosis.h"

#include <array>
#include <signal.h>

namespace inference::llamacpp {
namespace {

struct Rule {
    std::string_view sign;
    ErrorCode code;
    std::string_view cause;
    std::string_view advice;
};

// The more specific rule stands first: the first that matches anywhere in the log wins.
constexpr std::array kRules = std::to_array<Rule>({
    {"no backends are loaded", ErrorCode::unavailable, "llama-server found none of its backends",
     "set GGML_BACKEND_PATH to a libggml-cpu-*.so or libggml-hip.so that belongs to it"},
    {"error while loading shared libraries", ErrorCode::unavailable,
     "llama-server misses a shared library",
     "install the library that the log names, or add its folder to LD_LIBRARY_PATH"},
    {"error: invalid argument:", ErrorCode::unsupported,
     "this llama-server does not know one of its arguments",
     "take the named argument away, or use a newer llama-server"},
    {"failed to open GGUF file", ErrorCode::bad_model, "the model file can't be opened",
     "check its name and its permissions"},
    {"invalid magic characters", ErrorCode::bad_model, "the model file is not GGUF",
     "download it again, or convert it"},
    {"data is not within the file bounds", ErrorCode::bad_model, "the model file is cut short",
     "download it again"},
    {"unknown model architecture", ErrorCode::unsupported,
     "this llama-server does not know the model's architecture", "use a newer llama-server"},
    {"has wrong shape", ErrorCode::bad_model, "a tensor of the model has the wrong shape",
     "convert the model again with a tool as new as the server"},
    {"out of memory", ErrorCode::out_of_memory, "the GPU's memory is not enough",
     "use a smaller context, fewer slots, a smaller quantisation, or fewer layers on the GPU"},
    {"failed to allocate", ErrorCode::out_of_memory, "a buffer could not be allocated",
     "use a smaller context, fewer slots, a smaller quantisation, or fewer layers on the GPU"},
    {"mem_buffer != NULL", ErrorCode::out_of_memory, "the machine's memory is not enough",
     "use a smaller model or context, or raise the limit on this process's memory"},
    {"couldn't bind HTTP server socket", ErrorCode::start_failed,
     "llama-server could not listen on its socket", "try again, or use the other transport"},
    {"exiting due to model loading error", ErrorCode::bad_model, "the model could not be loaded",
     "read the log below"},
});

std::string sentence(const Diagnosis& diagnosis) {
    return diagnosis.cause + "; " + diagnosis.advice;
}

bool was_killed(const process::ExitStatus& status) {
    return status.signalled && status.value == SIGKILL;
}

}  // namespace

std::optional<Diagnosis> diagnose(std::string_view log) {
    for (const Rule& rule : kRules) {
        if (log.find(rule.sign) == std::string_view::npos) continue;
        return Diagnosis{rule.code, std::string(rule.cause), std::string(rule.advice)};
    }
    return std::nullopt;
}

Error explain_failed_start(const std::string& model_path, const process::ExitStatus& status,
                           const std::string& log) {
    std::string what =
        "llamacpp: llama-server " + status.describe() + " while loading " + model_path;
    if (auto known = diagnose(log)) return {known->code, what + ": " + sentence(*known), log};
    if (was_killed(status)) {
        return {ErrorCode::out_of_memory,
                what +
                    ": killed, most often by the kernel for want of memory; use a smaller model or "
                    "context",
                log};
    }
    return {ErrorCode::start_failed, what + "; its last lines tell more", log};
}

Error explain_death(const process::ExitStatus& status, const std::string& log) {
    std::string what = "llamacpp: llama-server " + status.describe() + " while in use";
    if (auto known = diagnose(log)) {
        return {known->code == ErrorCode::out_of_memory ? known->code : ErrorCode::engine_died,
                what + ": " + sentence(*known), log};
    }
    return {ErrorCode::engine_died, what + "; load the model again", log};
}

}  // namespace inference::llamacpp
