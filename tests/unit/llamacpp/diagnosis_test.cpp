// SPDX-License-Identifier: EUPL-1.2
// Each rule against a log that a real llama-server (0.7.0, build 11669) wrote.
#include "llamacpp/diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sstream>

namespace inference::llamacpp {
namespace {

using process::ExitStatus;
using testing::HasSubstr;
using testing::Not;

constexpr ExitStatus kFailed{.signalled = false, .value = 1};
constexpr ExitStatus kKilled{.signalled = true, .value = SIGKILL};

std::string recorded(const std::string& name) {
    std::ifstream file(ROCINFER_SOURCE_DIR "/tests/data/llama_server/" + name + ".log");
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_FALSE(text.str().empty()) << name;
    return text.str();
}

struct Known {
    const char* log;
    ErrorCode code;
    const char* cause;
};

TEST(diagnosis, every_failure_that_was_provoked_is_recognised) {
    for (const Known& known :
         {Known{"cut_short", ErrorCode::bad_model, "cut short"},
          Known{"not_gguf", ErrorCode::bad_model, "is not GGUF"},
          Known{"missing_model", ErrorCode::bad_model, "can't be opened"},
          Known{"unknown_architecture", ErrorCode::unsupported, "architecture"},
          Known{"wrong_shape", ErrorCode::bad_model, "wrong shape"},
          Known{"unknown_argument", ErrorCode::unsupported, "does not know one of its arguments"},
          Known{"socket_taken", ErrorCode::start_failed, "could not listen"},
          Known{"no_memory", ErrorCode::out_of_memory, "memory is not enough"},
          Known{"no_backend", ErrorCode::unavailable, "none of its backends"}}) {
        const std::string log = recorded(known.log);
        const Error error = explain_failed_start("/models/x.gguf", kFailed, log);
        EXPECT_EQ(error.code, known.code) << known.log << ": " << error.message;
        EXPECT_THAT(error.message, HasSubstr(known.cause)) << known.log;
        EXPECT_THAT(error.message, HasSubstr("exited with status 1")) << known.log;
        EXPECT_THAT(error.message, HasSubstr("/models/x.gguf")) << known.log;
        EXPECT_EQ(error.detail, log);
    }
}

TEST(diagnosis, an_unknown_failure_keeps_the_log) {
    const Error error = explain_failed_start("/x.gguf", kFailed, "something new");
    EXPECT_EQ(error.code, ErrorCode::start_failed);
    EXPECT_EQ(error.detail, "something new");
}

TEST(diagnosis, a_kill_while_loading_is_most_often_the_kernels) {
    const Error error = explain_failed_start("/x.gguf", kKilled, "");
    EXPECT_EQ(error.code, ErrorCode::out_of_memory);
    EXPECT_THAT(error.message, HasSubstr("signal 9"));
}

TEST(diagnosis, a_death_in_use_says_how) {
    const Error error = explain_death({.signalled = true, .value = SIGSEGV}, "its last words");
    EXPECT_EQ(error.code, ErrorCode::engine_died);
    EXPECT_THAT(error.message, HasSubstr("signal 11 (segmentation fault)"));
    EXPECT_EQ(error.detail, "its last words");
    EXPECT_EQ(explain_death(kFailed, "ggml: out of memory").code, ErrorCode::out_of_memory);
}

}  // namespace
}  // namespace inference::llamacpp
