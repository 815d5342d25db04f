// SPDX-License-Identifier: EUPL-1.2
#include "process/exit_status.h"

#include <gtest/gtest.h>

#include <csignal>

namespace inference::process {
namespace {

TEST(exit_status, a_code_a_signal_and_an_unknown_end_are_described) {
    EXPECT_EQ((ExitStatus{false, 1}).describe(), "exited with status 1");
    EXPECT_EQ((ExitStatus{true, SIGKILL}).describe(), "was ended by signal 9 (killed)");
    EXPECT_EQ((ExitStatus{true, SIGSEGV}).describe(),
              "was ended by signal 11 (segmentation fault)");
    EXPECT_EQ((ExitStatus{true, SIGXCPU}).describe(),
              "was ended by signal 24 (CPU time limit exceeded)");
    EXPECT_EQ((ExitStatus{true, 40}).describe(), "was ended by signal 40");
    EXPECT_EQ((ExitStatus{.unknown = true}).describe(),
              "ended, and the host program took its exit status");
}

}  // namespace
}  // namespace inference::process
