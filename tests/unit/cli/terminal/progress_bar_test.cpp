// SPDX-License-Identifier: EUPL-1.2
#include "terminal/progress_bar.h"

#include "terminal/width.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>

namespace rocinfer_cli {
namespace {

TEST(progress_bar, never_is_wider_than_the_terminal) {
    const ProgressLine line{
        .label = "loading the model", .done = 333, .total = 1000, .figures = "333 B of 1.0 kB"};
    for (int width = 1; width < 200; ++width) {
        for (const bool unicode : {false, true})
            EXPECT_LE(columns(render(line, width, unicode)), static_cast<std::size_t>(width));
    }
}

TEST(progress_bar, fills_with_what_is_done) {
    const ProgressLine half{.label = "x", .done = 1, .total = 2, .figures = ""};
    EXPECT_EQ(render(half, 20, false), "x [####.....]  50 %");
    const ProgressLine full{.label = "x", .done = 5, .total = 2, .figures = ""};
    EXPECT_EQ(render(full, 20, false), "x [#########] 100 %");
    const ProgressLine none{.label = "x", .done = 0, .total = 2, .figures = ""};
    EXPECT_EQ(render(none, 20, true), "x ▕         ▏   0 %");
}

TEST(progress_bar, without_a_total_is_its_label) {
    EXPECT_EQ(
        render({.label = "starting llama-server", .done = 0, .total = 0, .figures = ""}, 80, true),
        "starting llama-server");
}

}  // namespace
}  // namespace rocinfer_cli
