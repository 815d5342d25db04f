// SPDX-License-Identifier: EUPL-1.2
#include "report/gpu_report.h"

#include "unit/cli/machines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rocinfer_cli {
namespace {

using fake::machine_report;
using ::testing::HasSubstr;

TEST(gpu_json, has_what_scripts_are_promised) {
    const auto json = to_json(machine_report("rx7800xt-raphael-igpu"));
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
    EXPECT_TRUE(to_json(machine_report("no-amdgpu"))["gpus"].empty());
}

TEST(gpu_json, of_a_refusal_has_its_reason) {
    const auto json = to_json(machine_report("kfd-without-permission#user-not-in-render-group"));
    EXPECT_THAT(json["refusal"].get<std::string>(), HasSubstr("/dev/kfd"));
    EXPECT_EQ(json["gpus"][0]["selected"], false);
    EXPECT_EQ(json["gpus"][0]["usable"], false);
}

}  // namespace
}  // namespace rocinfer_cli
