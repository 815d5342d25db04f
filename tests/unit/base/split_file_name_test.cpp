// SPDX-License-Identifier: EUPL-1.2
#include "base/split_file_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inference::base {
namespace {

TEST(split_file_name, says_which_part_of_how_many) {
    const auto name = split_file_name("/models/big-00002-of-00003.gguf");
    ASSERT_TRUE(name);
    EXPECT_EQ(name->prefix, "/models/big");
    EXPECT_EQ(name->part, 2);
    EXPECT_EQ(name->count, 3);
    EXPECT_EQ(name->path_of(1), "/models/big-00001-of-00003.gguf");
    EXPECT_THAT(name->paths(), testing::ElementsAre("/models/big-00001-of-00003.gguf",
                                                    "/models/big-00002-of-00003.gguf",
                                                    "/models/big-00003-of-00003.gguf"));
}

TEST(split_file_name, other_names_are_those_of_whole_models) {
    for (const char* whole :
         {"", "a.gguf", "-00001-of-00002.gguf", "a-00001-of-00002.bin", "a-0001-of-0002.gguf",
          "a-00003-of-00002.gguf", "a-00000-of-00002.gguf", "a-0000x-of-00002.gguf",
          "a_00001-of-00002.gguf", "a-00001-OF-00002.gguf"})
        EXPECT_FALSE(split_file_name(whole)) << whole;
}

}  // namespace
}  // namespace inference::base
