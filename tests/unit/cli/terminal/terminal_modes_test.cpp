// SPDX-License-Identifier: EUPL-1.2
#include "terminal/terminal_modes.h"

#include "terminal/fd_stream.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fcntl.h>
#include <termios.h>

namespace rocinfer_cli {
namespace {

TEST(terminal_modes, a_terminal_gets_the_modes_back_that_it_had) {
    const FileDescriptor master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    ASSERT_EQ(::unlockpt(master.get()), 0);
    const FileDescriptor terminal(::open(::ptsname(master.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
    const TerminalModes at_start(terminal.get());
    termios modes{};
    ASSERT_EQ(::tcgetattr(terminal.get(), &modes), 0);
    ASSERT_NE(modes.c_lflag & ECHO, 0U);
    ::cfmakeraw(&modes);
    ASSERT_EQ(::tcsetattr(terminal.get(), TCSANOW, &modes), 0);

    at_start.restore();
    ASSERT_EQ(::tcgetattr(terminal.get(), &modes), 0);
    EXPECT_NE(modes.c_lflag & ECHO, 0U);
    EXPECT_NE(modes.c_lflag & ICANON, 0U);
}

}  // namespace
}  // namespace rocinfer_cli
