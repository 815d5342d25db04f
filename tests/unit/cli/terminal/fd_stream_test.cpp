// SPDX-License-Identifier: EUPL-1.2
#include "terminal/fd_stream.h"

#include "signals/interrupts.h"

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace rocinfer_cli {
namespace {

class descriptors : public ::testing::Test {
protected:
    // Writing to a socket whose peer is gone is EPIPE, as with a pipe; signals are the command's.
    void SetUp() override {
        std::signal(SIGPIPE, SIG_IGN);
        ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    }
    void TearDown() override {
        for (const int fd : ends)
            if (fd >= 0) ::close(fd);
    }
    void close_end(std::size_t which) { ::close(std::exchange(ends.at(which), -1)); }
    void send(std::string_view text) {
        ASSERT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }

    std::array<int, 2> ends{-1, -1};
    Interrupts interrupts;
};

TEST_F(descriptors, an_output_notices_that_its_reader_has_gone) {
    FdOutput out(ends[0]);
    out.write("a");
    EXPECT_FALSE(out.closed());
    close_end(1);
    out.write("b");
    EXPECT_TRUE(out.closed());
    EXPECT_EQ(out.error(), 0);
}

TEST_F(descriptors, an_output_keeps_any_other_error) {
    FdOutput out(-1);
    out.write("a");
    EXPECT_FALSE(out.closed());
    EXPECT_EQ(out.error(), EBADF);
}

TEST_F(descriptors, lines_are_split_wherever_the_bytes_were) {
    FdInput in(ends[0], interrupts.wake_fd());
    send("one\ntw");
    std::string line;
    EXPECT_EQ(in.read_line(line), ReadStatus::line);
    EXPECT_EQ(line, "one");
    send("o\n\nlast");
    close_end(1);
    EXPECT_EQ(in.read_line(line), ReadStatus::line);
    EXPECT_EQ(line, "two");
    EXPECT_EQ(in.read_line(line), ReadStatus::line);
    EXPECT_EQ(line, "");
    EXPECT_EQ(in.read_line(line), ReadStatus::line);
    EXPECT_EQ(line, "last");
    EXPECT_EQ(in.read_line(line), ReadStatus::end);
}

TEST_F(descriptors, reading_all_of_it_gives_the_bytes) {
    FdInput in(ends[0], interrupts.wake_fd());
    send("a\nb\n");
    close_end(1);
    std::string text;
    EXPECT_EQ(in.read_all(text), ReadStatus::end);
    EXPECT_EQ(text, "a\nb\n");
}

TEST_F(descriptors, an_interrupt_ends_a_read_that_waits) {
    FdInput in(ends[0], interrupts.wake_fd());
    std::thread later([&] { interrupts.trigger(SIGINT); });
    std::string line;
    EXPECT_EQ(in.read_line(line), ReadStatus::interrupted);
    later.join();
    EXPECT_EQ(interrupts.exit_code(), 130);

    interrupts.begin();
    EXPECT_FALSE(interrupts.interrupted());
    send("x\n");
    EXPECT_EQ(in.read_line(line), ReadStatus::line);
}

TEST_F(descriptors, a_reader_that_takes_nothing_more_after_an_interrupt_counts_as_gone) {
    FdOutput out(ends[0], interrupts.wake_fd());
    interrupts.trigger(SIGTERM);
    out.write("x");
    EXPECT_FALSE(out.closed());
    out.write(std::string(std::size_t{16} << 20, 'x'));
    EXPECT_TRUE(out.closed());
}

TEST_F(descriptors, what_never_ends_is_too_long) {
    const FileDescriptor zeros(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
    std::string text;
    FdInput line(zeros.get(), interrupts.wake_fd());
    EXPECT_EQ(line.read_line(text), ReadStatus::too_long);
    FdInput all(zeros.get(), interrupts.wake_fd());
    EXPECT_EQ(all.read_all(text), ReadStatus::too_long);
}

}  // namespace
}  // namespace rocinfer_cli
