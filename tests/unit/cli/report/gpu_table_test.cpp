// SPDX-License-Identifier: EUPL-1.2
#include "report/gpu_table.h"

#include "unit/cli/machines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rocinfer_cli {
namespace {

using fake::kPlain;
using fake::machine_report;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(usage_bar, is_as_wide_as_asked_and_never_overflows) {
    EXPECT_EQ(usage_bar(0, 100, 4, kPlain), "....");
    EXPECT_EQ(usage_bar(50, 100, 4, kPlain), "##..");
    EXPECT_EQ(usage_bar(100, 100, 4, kPlain), "####");
    EXPECT_EQ(usage_bar(900, 100, 4, kPlain), "####");
    EXPECT_EQ(usage_bar(1, 0, 4, kPlain), "....");
    EXPECT_EQ(usage_bar(50, 100, 3, {true, false, 80}), "█▌·");
    EXPECT_THAT(usage_bar(95, 100, 4, {true, true, 80}), HasSubstr("\x1b[31m"));
}

TEST(gpu_table, says_which_gpu_is_used_and_why_the_other_is_not) {
    const auto text = gpu_table(machine_report("rx7800xt-raphael-igpu"), kPlain);
    EXPECT_THAT(text, HasSubstr("*  0 Radeon RX 7800 XT  discrete  gfx1101  0000:03:00.0"));
    EXPECT_THAT(text, HasSubstr("1.4 of 16.0 GiB used, 14.6 free"));
    EXPECT_THAT(text, HasSubstr("used: the only usable discrete GPU"));
    EXPECT_THAT(text, HasSubstr("not used: an integrated GPU"));
    EXPECT_THAT(text, HasSubstr("ROCR_VISIBLE_DEVICES=GPU-4ad1ed0ac407c708 HIP_VISIBLE_DEVICES=0"));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(gpu_table, of_a_machine_without_amd_names_the_other_cards) {
    const auto text = gpu_table(machine_report("no-amdgpu"), kPlain);
    EXPECT_THAT(text, HasSubstr("No AMD GPU"));
    EXPECT_THAT(text, HasSubstr("an NVIDIA card"));
}

}  // namespace
}  // namespace rocinfer_cli
