// SPDX-License-Identifier: EUPL-1.2
#include "base/errno_text.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <future>

namespace inference::base {
namespace {

TEST(errno_text, fits_into_a_sentence) {
    EXPECT_EQ(errno_text(ENOENT), "no such file or directory");
    EXPECT_EQ(errno_text(EACCES), "permission denied");
    EXPECT_EQ(errno_text(EIO), "input/output error");
    EXPECT_EQ(errno_text(123456), "error 123456");
}

TEST(errno_text, of_an_error_code_is_the_same) {
    EXPECT_EQ(errno_text(std::make_error_code(std::errc::permission_denied)), "permission denied");
    EXPECT_EQ(errno_text(std::error_code(ENOSPC, std::system_category())),
              "no space left on device");
    EXPECT_FALSE(errno_text(std::make_error_code(std::future_errc::no_state)).empty());
}

TEST(errno_text, signals_have_words_too) {
    EXPECT_EQ(signal_text(SIGSEGV), "segmentation fault");
    EXPECT_EQ(signal_text(SIGXCPU), "CPU time limit exceeded")
        << "an abbreviation stays upper case";
    EXPECT_EQ(signal_text(SIGRTMIN + 3), "");
}

}  // namespace
}  // namespace inference::base
