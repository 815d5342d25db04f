// SPDX-License-Identifier: EUPL-1.2
#include "terminal/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>

namespace rocinfer_cli {
namespace {

TEST(table, shows_no_control_character_and_no_byte_that_is_no_character) {
    Table table({{"NAME"}, {"SIZE"}});
    table.add({"a\x1b[2J\xC2\x9B\xFFgröße\xE2\x82", "1"});
    EXPECT_EQ(table.text(),
              "NAME            SIZE\n"
              "a?[2J??größe??  1\n");
}

}  // namespace
}  // namespace rocinfer_cli
