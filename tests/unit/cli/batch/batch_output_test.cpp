// SPDX-License-Identifier: EUPL-1.2
#include "batch/batch_output.h"

#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace rocinfer_cli {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class batch_output : public ::testing::Test {
protected:
    void write(std::string_view text) const { std::ofstream(path) << text; }
    std::string read() const {
        std::ostringstream text;
        text << std::ifstream(path).rdbuf();
        return text.str();
    }
    inference::Result<BatchOutput> open(int input_fd = -1) const {
        return BatchOutput::open(path, input_fd, -1);
    }
    test_support::TemporaryFolder folder;
    const std::string path = folder.path() / "out.jsonl";
};

TEST_F(batch_output, keeps_answers_and_takes_out_what_is_to_be_asked_again) {
    write(
        "{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\"error\":{}}\n{\"id\":\"x\",\"text\":\"b\"}\n{"
        "\"id\":4,\"te");
    auto output = open();
    ASSERT_TRUE(output) << output.error().message;
    EXPECT_THAT(output->answered(), UnorderedElementsAre("1", "\"x\""));
    output->stream().write("{\"id\":2,\"text\":\"c\"}\n");
    EXPECT_EQ(
        read(),
        "{\"id\":1,\"text\":\"a\"}\n{\"id\":\"x\",\"text\":\"b\"}\n{\"id\":2,\"text\":\"c\"}\n");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST_F(batch_output, is_locked_also_after_it_was_replaced) {
    write("{\"id\":2,\"error\":{}}\n");
    {
        const auto first = open();
        ASSERT_TRUE(first);
        const auto second = open();
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().code, inference::ErrorCode::unavailable);
        EXPECT_THAT(second.error().message, HasSubstr("another batch"));
    }
    EXPECT_TRUE(open());
}

TEST_F(batch_output, is_not_its_own_input) {
    write("{\"id\":1,\"prompt\":\"x\"}\n");
    const FileDescriptor input(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const auto output = open(input.get());
    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().code, inference::ErrorCode::invalid_argument);
    EXPECT_EQ(read(), "{\"id\":1,\"prompt\":\"x\"}\n");
}

TEST_F(batch_output, something_else_is_not_touched) {
    write("Dear Sir\n");
    ASSERT_FALSE(open());
    EXPECT_EQ(read(), "Dear Sir\n");
}

}  // namespace
}  // namespace rocinfer_cli
