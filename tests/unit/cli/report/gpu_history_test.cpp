// SPDX-License-Identifier: EUPL-1.2
#include "report/gpu_history.h"

#include "unit/cli/machines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rocinfer_cli {
namespace {

using fake::machine;
using fake::machine_report;
using ::testing::HasSubstr;

TEST(gpu_history, keeps_a_history) {
    GpuHistory view(machine_report("rx7800xt-raphael-igpu"), machine("rx7800xt-raphael-igpu"));
    EXPECT_THAT(view.frame({true, false, 80}), HasSubstr(" ▁  memory"));
    view.update();
    EXPECT_THAT(view.frame({true, false, 80}), HasSubstr(" ▁▁  memory"));
}

}  // namespace
}  // namespace rocinfer_cli
