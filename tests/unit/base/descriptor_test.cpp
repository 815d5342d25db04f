// SPDX-License-Identifier: EUPL-1.2
#include "base/descriptor.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace inference::base {
namespace {

bool is_open(int fd) {
    return ::fcntl(fd, F_GETFD) >= 0;
}

Descriptor open_null() {
    return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

TEST(descriptor, is_closed_by_its_last_owner_alone) {
    int number = -1;
    {
        Descriptor first = open_null();
        number = first.get();
        Descriptor second = std::move(first);
        EXPECT_FALSE(first);
        EXPECT_TRUE(is_open(number));
        Descriptor third;
        third = std::move(second);
        EXPECT_EQ(third.get(), number);
        EXPECT_TRUE(is_open(number));
    }
    EXPECT_FALSE(is_open(number));
}

TEST(descriptor, assignment_closes_what_was_owned_before) {
    Descriptor owner = open_null();
    const int number = owner.get();
    owner = Descriptor();
    EXPECT_FALSE(owner);
    EXPECT_FALSE(is_open(number));
}

TEST(descriptor, released_it_stays_open) {
    Descriptor owner = open_null();
    const int number = owner.release();
    EXPECT_FALSE(owner);
    EXPECT_TRUE(is_open(number));
    ::close(number);
}

TEST(descriptor, no_standard_number_is_kept) {
    const pid_t host = ::fork();
    if (host == 0) {
        for (const int standard : {0, 1, 2})
            ::close(standard);
        Descriptor low = open_null();
        const bool was_low = low.get() <= STDERR_FILENO;
        const Descriptor high = above_standard(std::move(low));
        ::_exit(was_low && high.get() > STDERR_FILENO && !is_open(0) ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(host, &status, 0), host);
    EXPECT_EQ(status, 0);
}

TEST(descriptor, none_stays_none_above_the_standard_numbers_and_errno_is_kept) {
    errno = ENOENT;
    EXPECT_FALSE(above_standard(Descriptor()));
    EXPECT_EQ(errno, ENOENT);
}

}  // namespace
}  // namespace inference::base
