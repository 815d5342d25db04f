// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/rules/argument_rules.h"

namespace inference::llamacpp {
namespace {

using enum FailureRule::Proof;

constexpr std::string_view kUnknown = "this llama-server does not know one of its arguments";
constexpr std::string_view kUnknownAdvice =
    "take the named argument out of extra_arguments, or use a newer llama-server";
constexpr std::string_view kValue = "this llama-server refuses the value of one of its arguments";
constexpr std::string_view kValueAdvice =
    "correct it in extra_arguments; llama-server --help shows what it takes";

constexpr FailureRule refused(std::string_view sign, std::string_view second = "") {
    return {{sign, second}, error,       FailureKind::bad_argument, ErrorCode::invalid_argument,
            kValue,         kValueAdvice};
}

constexpr std::array kArgumentRules = std::to_array<FailureRule>({
    {{"invalid device: ", ""},
     general,
     FailureKind::no_device,
     ErrorCode::unavailable,
     "this llama-server has no such device",
     "take --device out of extra_arguments; llama-server --list-devices shows what it has"},
    {{"error: invalid argument:", ""},
     error,
     FailureKind::bad_argument,
     ErrorCode::unsupported,
     kUnknown,
     kUnknownAdvice},
    {{"error: unknown argument:", ""},
     error,
     FailureKind::bad_argument,
     ErrorCode::unsupported,
     kUnknown,
     kUnknownAdvice},
    refused("error while handling argument"),
    {{"error while handling environment variable", ""},
     error,
     FailureKind::bad_argument,
     ErrorCode::invalid_argument,
     "this llama-server refuses the value of a LLAMA_ARG_ variable",
     "unset the named variable"},
    refused("error: unknown value for --"),
    refused("error: invalid value for "),
    refused("error: --model is required"),
    refused("unknown load mode:"),
    refused("Invalid type for KV override"),
    refused("malformed KV override"),
    refused("invalid boolean value for KV override"),
    refused("unknown speculative type"),
    refused("no devices specified"),
    refused("unknown buffer type"),
    refused("error: failed to open file '"),
    refused("error: ", "must be finite"),
    {{"couldn't bind", "socket"},
     error,
     FailureKind::socket_taken,
     ErrorCode::start_failed,
     "llama-server could not listen on its socket",
     "try again, or use the other transport; the folder of the socket must exist, be writable and "
     "have room"},
    {{"failed to initialize HTTP server", ""},
     error,
     FailureKind::socket_taken,
     ErrorCode::start_failed,
     "llama-server could not start its HTTP server",
     "try again, or use the other transport"},
});

}  // namespace

std::span<const FailureRule> argument_rules() noexcept {
    return kArgumentRules;
}

}  // namespace inference::llamacpp
