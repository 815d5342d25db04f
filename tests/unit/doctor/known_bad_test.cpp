// SPDX-License-Identifier: EUPL-1.2
#include "doctor/known_bad.h"

#include "doctor/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace inference;
using namespace inference::doctor;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

MachineFacts machine(const std::string& gfx, const std::string& kernel) {
    MachineFacts facts;
    facts.kernel = kernel;
    rocm::Gpu gpu;
    gpu.pci = "0000:03:00.0";
    gpu.gfx = gfx;
    facts.gpus.gpus.push_back(gpu);
    return facts;
}

TEST(known_bad, versions_are_read_as_far_as_they_go) {
    EXPECT_EQ(version_of("6.18.3-arch1-1"), (Version{6, 18, 3}));
    EXPECT_EQ(version_of("7.1"), (Version{7, 1, 0}));
    EXPECT_EQ(version_of("what"), Version{});
    EXPECT_EQ(version_of(""), Version{});
    EXPECT_EQ(version_of("99999999999.1"), Version{});
    const VersionRange range{{6, 18, 0}, {7, 1, 0}};
    EXPECT_TRUE(range.holds({6, 18, 0}));
    EXPECT_TRUE(range.holds({7, 0, 9}));
    EXPECT_FALSE(range.holds({7, 1, 0}));
    EXPECT_FALSE(range.holds({6, 17, 9}));
    EXPECT_FALSE(range.holds({})) << "what is not known is not accused";
    EXPECT_TRUE(VersionRange{}.holds({}));
}

TEST(known_bad, each_entry_is_bounded_and_has_its_public_report) {
    for (const KnownBad& bad : known_bad()) {
        EXPECT_THAT(std::string(bad.targets), StartsWith("gfx"));
        EXPECT_FALSE(bad.kernel.is_any() && bad.rocm.is_any() && bad.firmware_part.empty());
        EXPECT_THAT(std::string(bad.source), StartsWith("https://"));
        EXPECT_FALSE(bad.what.empty() || bad.remedy.empty());
    }
}

TEST(known_bad, a_kernel_is_warned_of_only_with_the_cards_that_it_harms) {
    EXPECT_THAT(check_known_bad(machine("gfx1101", "6.18.3-arch1-1")), SizeIs(1));
    EXPECT_THAT(check_known_bad(machine("gfx1101", "6.12.117")), IsEmpty());
    EXPECT_THAT(check_known_bad(machine("gfx1101", "7.1.0")), IsEmpty());
    EXPECT_THAT(check_known_bad(machine("gfx1030", "6.18.3")), IsEmpty());
    EXPECT_THAT(check_known_bad(machine("gfx1151", "6.17.0-14-generic")), SizeIs(1));
    EXPECT_THAT(check_known_bad(machine("gfx1151", "6.18.4")), IsEmpty());
    auto packaged = machine("gfx1101", "6.18.3");
    packaged.driver_version = "6.16.13";
    EXPECT_THAT(check_known_bad(packaged), IsEmpty());
}

TEST(known_bad, a_firmware_is_warned_of_with_the_report) {
    auto facts = machine("gfx1151", "6.19.2");
    facts.firmware["0000:03:00.0"]["mes"] = "0x00000083";
    const auto checks = check_known_bad(facts);
    ASSERT_THAT(checks, SizeIs(1));
    EXPECT_EQ(checks[0].outcome, Check::Outcome::warning);
    EXPECT_THAT(checks[0].finding, HasSubstr("0x83"));
    EXPECT_THAT(checks[0].remedy, HasSubstr("issues/5724"));
    facts.firmware["0000:03:00.0"]["mes"] = "0x00000080";
    EXPECT_THAT(check_known_bad(facts), IsEmpty());
}

TEST(known_bad, a_rocm_is_warned_of_where_its_version_is_known) {
    auto facts = machine("gfx1030", "6.12.0");
    EXPECT_THAT(check_known_bad(facts), IsEmpty());
    facts.rocm_version = "7.1.1";
    EXPECT_THAT(check_known_bad(facts), SizeIs(1));
    facts.rocm_version = "6.4.3";
    EXPECT_THAT(check_known_bad(facts), IsEmpty());
}

}  // namespace
