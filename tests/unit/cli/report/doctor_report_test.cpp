// SPDX-License-Identifier: EUPL-1.2
#include "report/doctor_report.h"

#include "unit/cli/machines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace rocinfer_cli {
namespace {

using fake::kPlain;
using ::testing::HasSubstr;

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

}  // namespace
}  // namespace rocinfer_cli
