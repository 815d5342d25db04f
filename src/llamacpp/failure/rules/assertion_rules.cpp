// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/rules/assertion_rules.h"

namespace inference::llamacpp {
namespace {

using enum FailureRule::Proof;

constexpr std::string_view kReport =
    "use another version of llama-server, and report the line in brackets to its makers";

constexpr std::array kAssertionRules = std::to_array<FailureRule>({
    {{"GGML_ASSERT(", ") failed"},
     general,
     FailureKind::assertion,
     ErrorCode::start_failed,
     "a check inside llama-server failed",
     kReport},
    {{": fatal error", ""},
     general,
     FailureKind::assertion,
     ErrorCode::start_failed,
     "llama-server came upon what it can't do",
     kReport},
    {{"fatal error - please provide logs", ""},
     general,
     FailureKind::assertion,
     ErrorCode::start_failed,
     "a check inside llama-server failed",
     kReport},
    {{"  what():  ", ""},
     general,
     FailureKind::assertion,
     ErrorCode::start_failed,
     "llama-server ended by an error that it did not expect",
     kReport},
    {{"error loading model: ", ""},
     general,
     FailureKind::not_loaded,
     ErrorCode::bad_model,
     "the model could not be loaded",
     "use a newer llama-server, or another file of this model; the log below tells more"},
    {{"exiting due to HTTP server error", ""},
     general,
     FailureKind::not_loaded,
     ErrorCode::start_failed,
     "llama-server could not start its HTTP server",
     "try again, or use the other transport"},
    {{"exiting due to model loading error", ""},
     general,
     FailureKind::not_loaded,
     ErrorCode::bad_model,
     "the model could not be loaded",
     "use a newer llama-server, or another file of this model; the log below tells more"},
});

}  // namespace

std::span<const FailureRule> assertion_rules() noexcept {
    return kAssertionRules;
}

}  // namespace inference::llamacpp
