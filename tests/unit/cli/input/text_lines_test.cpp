// SPDX-License-Identifier: EUPL-1.2
#include "input/text_lines.h"

#include "signals/interrupts.h"
#include "terminal/fd_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string_view>
#include <unistd.h>

namespace rocinfer_cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class text_lines : public ::testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(::pipe(ends.data()), 0); }
    void TearDown() override {
        for (const int fd : ends)
            if (fd >= 0) ::close(fd);
    }
    void send(std::string_view text) {
        ASSERT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    void end() {
        ::close(ends[1]);
        ends[1] = -1;
    }

    std::array<int, 2> ends{-1, -1};
    Interrupts interrupts;
};

TEST_F(text_lines, gives_what_is_there_and_waits_for_no_more) {
    FdInput in(ends[0], interrupts.wake_fd());
    TextLines lines({}, in);
    send("one\ntwo\nhal");
    EXPECT_THAT(lines.next(16).value(), ElementsAre("one", "two"));
    send("f\n");
    EXPECT_THAT(lines.next(16).value(), ElementsAre("half"));
    send("last");
    end();
    EXPECT_THAT(lines.next(16).value(), ElementsAre("last"));
    EXPECT_THAT(lines.next(16).value(), IsEmpty());
}

TEST_F(text_lines, gives_no_more_than_asked_for) {
    FdInput in(ends[0], interrupts.wake_fd());
    TextLines lines({}, in);
    send("1\n2\n3\n");
    end();
    EXPECT_THAT(lines.next(2).value(), ElementsAre("1", "2"));
    EXPECT_THAT(lines.next(2).value(), ElementsAre("3"));
}

TEST_F(text_lines, of_options_are_all_there) {
    FdInput in(ends[0], interrupts.wake_fd());
    TextLines lines({"a", "b"}, in);
    EXPECT_THAT(lines.next(16).value(), ElementsAre("a", "b"));
    EXPECT_THAT(lines.next(16).value(), IsEmpty());
}

}  // namespace
}  // namespace rocinfer_cli
