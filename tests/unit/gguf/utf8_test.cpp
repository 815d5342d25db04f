// SPDX-License-Identifier: EUPL-1.2
#include "gguf/utf8.h"

#include <gtest/gtest.h>

namespace {

using inference::gguf::is_utf8;
using inference::gguf::replace_bad_utf8;

TEST(utf8, bytes_that_are_no_character_are_replaced_one_by_one) {
    EXPECT_EQ(replace_bad_utf8("Mod\xe8le"), "Mod\xEF\xBF\xBDle");
    EXPECT_EQ(replace_bad_utf8("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(replace_bad_utf8("a\xE2\x82"), "a\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(replace_bad_utf8("Modèle €𝄞"), "Modèle €𝄞");
    EXPECT_EQ(replace_bad_utf8(""), "");
    for (int byte = 0; byte < 256; ++byte)
        EXPECT_TRUE(is_utf8(replace_bad_utf8(std::string(3, static_cast<char>(byte))))) << byte;
}

}  // namespace
