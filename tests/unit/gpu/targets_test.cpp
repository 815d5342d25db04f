// SPDX-License-Identifier: EUPL-1.2
#include "gpu/gfx_target.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace inference::gpu;

TEST(gfx_target, is_written_as_rocm_does) {
    EXPECT_EQ(gfx_name(110001), "gfx1101");
    EXPECT_EQ(gfx_name(110000), "gfx1100");
    EXPECT_EQ(gfx_name(90010), "gfx90a");
    EXPECT_EQ(gfx_name(90012), "gfx90c");
    EXPECT_EQ(gfx_name(90402), "gfx942");
    EXPECT_EQ(gfx_name(100306), "gfx1036");
    EXPECT_EQ(gfx_name(110501), "gfx1151");
    EXPECT_EQ(gfx_name(120001), "gfx1201");
    EXPECT_FALSE(gfx_name(0));
    EXPECT_FALSE(gfx_name(4294967295));
}

TEST(gfx_target, of_a_core_is_the_compilers_and_not_the_hardwares) {
    EXPECT_EQ(target_of_core(11, 0, 3), 110001U);
    EXPECT_EQ(target_of_core(11, 5, 1), 110501U);
    EXPECT_FALSE(target_of_core(99, 0, 0));
}

TEST(gfx_override, is_read_as_rocm_reads_it) {
    EXPECT_EQ(gfx_of_override("11.0.0"), "gfx1100");
    EXPECT_EQ(gfx_of_override("9.0.10"), "gfx90a");
    EXPECT_EQ(gfx_of_override("10.3.0"), "gfx1030");
    for (const auto* bad : {"", "11", "11.0", "11.0.0.0", "11.0.0x", "gfx1100", "64.0.0", "1..2",
                            "11.0.256", "-1.0.0"}) {
        EXPECT_FALSE(gfx_of_override(bad)) << bad;
    }
}

TEST(build_targets, cover_themselves_and_their_family) {
    const std::vector<std::string> targets{"gfx1100", "gfx90a:xnack-", "gfx10-3-generic"};
    EXPECT_TRUE(covers(targets, "gfx1100"));
    EXPECT_TRUE(covers(targets, "gfx90a"));
    EXPECT_TRUE(covers(targets, "gfx1036"));
    EXPECT_FALSE(covers(targets, "gfx1101"));
    EXPECT_FALSE(covers(targets, "gfx110"));
    EXPECT_FALSE(covers(targets, ""));
    EXPECT_FALSE(covers({}, "gfx1100"));
}

TEST(gfx_target, has_a_close_relative_only_where_one_is_known) {
    const std::vector<std::string> all{"gfx1030", "gfx1100", "gfx1101", "gfx90a", "gfx908"};
    EXPECT_EQ(close_relative(all, "gfx1031"), "gfx1030");
    EXPECT_EQ(close_relative(all, "gfx1103"), "gfx1100");
    for (const auto* target : {"gfx942", "gfx1200", "gfx1201", "gfx1150", "gfx1151", "gfx950"}) {
        EXPECT_FALSE(close_relative(all, target)) << target;
    }
    EXPECT_FALSE(close_relative(std::vector<std::string>{"gfx1101x"}, "gfx1100"));
    EXPECT_EQ(override_for("gfx1100"), "11.0.0");
    EXPECT_EQ(override_for("gfx90a"), "9.0.10");
    EXPECT_FALSE(override_for("gfx"));
}
