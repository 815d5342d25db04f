// SPDX-License-Identifier: EUPL-1.2
#include "commands/doctor_report.h"
#include "commands/gpu_table.h"
#include "commands/live_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace rocinfer_cli;
using testing::HasSubstr;
using testing::Not;

namespace {

std::string tree(const std::string& name) {
    return std::string(ROCINFER_SOURCE_DIR) + "/tests/data/sysfs/" + name;
}

GpuReport report(const std::string& name, std::string_view wanted = "") {
    auto read = read_gpu_report(tree(name), wanted);
    EXPECT_TRUE(read);
    return *std::move(read);
}

const DrawStyle kPlain{false, false, 100};

}  // namespace

TEST(usage_bar, is_as_wide_as_asked_and_never_overflows) {
    EXPECT_EQ(usage_bar(0, 100, 4, kPlain), "....");
    EXPECT_EQ(usage_bar(50, 100, 4, kPlain), "##..");
    EXPECT_EQ(usage_bar(100, 100, 4, kPlain), "####");
    EXPECT_EQ(usage_bar(900, 100, 4, kPlain), "####");
    EXPECT_EQ(usage_bar(1, 0, 4, kPlain), "....");
    EXPECT_EQ(usage_bar(50, 100, 3, {true, false, 80}), "█▌·");
    EXPECT_THAT(usage_bar(95, 100, 4, {true, true, 80}), HasSubstr("\x1b[31m"));
}

TEST(sparkline, has_the_newest_value_at_the_right) {
    EXPECT_EQ(sparkline({0.0, 1.0}, 4, true), "  ▁█");
    EXPECT_EQ(sparkline({0.0, 0.5, 1.0}, 2, true), "▅█");
    EXPECT_EQ(sparkline({-1.0, 1.0}, 2, false), " #");
    EXPECT_EQ(sparkline({}, 3, true), "   ");
    EXPECT_EQ(sparkline({1.0}, 0, true), "");
}

TEST(gpu_table, says_which_gpu_is_used_and_why_the_other_is_not) {
    const auto text = gpu_table(report("rx7800xt-raphael-igpu"), kPlain);
    EXPECT_THAT(text, HasSubstr("*  0 Radeon RX 7800 XT  discrete  gfx1101  0000:03:00.0"));
    EXPECT_THAT(text, HasSubstr("1.4 of 16.0 GiB used, 14.6 free"));
    EXPECT_THAT(text, HasSubstr("used: the only usable discrete GPU"));
    EXPECT_THAT(text, HasSubstr("not used: an integrated GPU"));
    EXPECT_THAT(text, HasSubstr("ROCR_VISIBLE_DEVICES=GPU-4ad1ed0ac407c708 HIP_VISIBLE_DEVICES=0"));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(gpu_table, of_a_machine_without_amd_names_the_other_cards) {
    const auto text = gpu_table(report("no-amdgpu"), kPlain);
    EXPECT_THAT(text, HasSubstr("No AMD GPU"));
    EXPECT_THAT(text, HasSubstr("an NVIDIA card"));
}

TEST(gpu_json, has_what_scripts_are_promised) {
    const auto json = to_json(report("rx7800xt-raphael-igpu"));
    ASSERT_EQ(json["gpus"].size(), 2U);
    const auto& card = json["gpus"][0];
    EXPECT_EQ(card["pci"], "0000:03:00.0");
    EXPECT_EQ(card["name"], "Radeon RX 7800 XT");
    EXPECT_EQ(card["gfx"], "gfx1101");
    EXPECT_EQ(card["kind"], "discrete");
    EXPECT_EQ(card["uuid"], "GPU-4ad1ed0ac407c708");
    EXPECT_EQ(card["vram_total"], 17163091968);
    EXPECT_EQ(card["vram_used"], 1491832832);
    EXPECT_EQ(card["vram_free"], 17163091968 - 1491832832);
    EXPECT_EQ(card["selected"], true);
    EXPECT_FALSE(card["reason"].get<std::string>().empty());
    EXPECT_EQ(json["gpus"][1]["kind"], "integrated");
    EXPECT_TRUE(json["gpus"][1]["uuid"].is_null());
    EXPECT_EQ(json["gpus"][1]["selected"], false);
    EXPECT_TRUE(to_json(report("no-amdgpu"))["gpus"].empty());
}

TEST(gpu_json, of_a_refusal_has_its_reason) {
    const auto json = to_json(report("kfd-without-permission#user-not-in-render-group"));
    EXPECT_THAT(json["refusal"].get<std::string>(), HasSubstr("/dev/kfd"));
    EXPECT_EQ(json["gpus"][0]["selected"], false);
    EXPECT_EQ(json["gpus"][0]["usable"], false);
}

TEST(live_view, keeps_a_history) {
    LiveView view(report("rx7800xt-raphael-igpu"), tree("rx7800xt-raphael-igpu"));
    EXPECT_THAT(view.frame({true, false, 80}), HasSubstr(" ▁  memory"));
    view.update();
    EXPECT_THAT(view.frame({true, false, 80}), HasSubstr(" ▁▁  memory"));
}

TEST(doctor_report, counts_and_shows_the_remedies) {
    using Outcome = inference::rocm::DoctorCheck::Outcome;
    const std::vector<inference::rocm::DoctorCheck> checks{
        {"kernel", Outcome::ok, "Linux 6.12", ""},
        {"/dev/kfd", Outcome::failure, "no permission", "join the group"}};
    const auto text = doctor_text(checks, kPlain);
    EXPECT_THAT(text, HasSubstr("failure  /dev/kfd: no permission\n         -> join the group"));
    EXPECT_THAT(text, HasSubstr("1 ok, 0 warnings, 1 failure\n"));
    EXPECT_TRUE(has_failure(checks));
    EXPECT_EQ(doctor_json(checks)["checks"][1]["outcome"], "failure");
    EXPECT_EQ(doctor_json(checks)["ok"], false);
}
