// SPDX-License-Identifier: EUPL-1.2
#include "arguments/engine_arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>

namespace rocinfer_cli {
namespace {

using ::testing::ElementsAre;

TEST(engine_arguments, are_what_follows_two_dashes_of_a_command_that_takes_them) {
    constexpr std::array<std::string_view, 1> kCommands{"run"};
    EXPECT_THAT(with_engine_arguments({"run", "m", "--", "--threads", "4"}, kCommands),
                ElementsAre("run", "m", "--engine-argument=--threads", "--engine-argument=4"));
    EXPECT_THAT(with_engine_arguments({"inspect", "--", "-x.gguf"}, kCommands),
                ElementsAre("inspect", "--", "-x.gguf"));
    EXPECT_THAT(with_engine_arguments({"run", "m"}, kCommands), ElementsAre("run", "m"));
    EXPECT_TRUE(with_engine_arguments({}, kCommands).empty());
}

}  // namespace
}  // namespace rocinfer_cli
