// SPDX-License-Identifier: EUPL-1.2
// Where things lie: the server's file, its folder, the model's name, its port.
#include "llamacpp/server/listening_port.h"

#include "llamacpp/launch/find_server.h"
#include "llamacpp/launch/model_link.h"
#include "llamacpp/launch/runtime_folder.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace inference::llamacpp {
namespace {

TEST(listening_port, is_read_from_the_kernels_table) {
    const auto listener = parse_listener(
        "   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000     "
        "   0 12345 1 0000000000000000 100 0 0 10 0");
    ASSERT_TRUE(listener);
    EXPECT_EQ(listener->port, 8080);
    EXPECT_EQ(listener->inode, 12345U);
    EXPECT_FALSE(parse_listener("  sl  local_address rem_address   st tx_queue rx_queue"));
    EXPECT_FALSE(parse_listener("   1: 0100007F:1F90 0100007F:1234 01 0:0 0:0 0 1000 0 1 1"));
    EXPECT_FALSE(parse_listener("   1: 00000000:1F90 00000000:0000 0A 0:0 0:0 0 1000 0 1 1"));
}

TEST(listening_port, is_only_ever_the_processes_own) {
    EXPECT_FALSE(listening_port(::getpid()));
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(fd, 1), 0);
    socklen_t size = sizeof address;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    EXPECT_EQ(listening_port(::getpid()), ntohs(address.sin_port));
    EXPECT_FALSE(listening_port(::getppid()) == ntohs(address.sin_port));
    ::close(fd);
}

}  // namespace
}  // namespace inference::llamacpp
