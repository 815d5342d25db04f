// SPDX-License-Identifier: EUPL-1.2
// What a server is started with: its arguments, its environment, and what its build knows.
#include "llamacpp/launch/features.h"

#include "llamacpp/launch/arguments.h"
#include "llamacpp/launch/child_environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace inference::llamacpp {
namespace {

std::string recorded_help() {
    std::ifstream file(ROCINFER_SOURCE_DIR "/tests/data/llama_server/help.txt");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(features, are_read_from_what_a_real_server_prints) {
    const ServerFeatures features = parse_features(recorded_help());
    for (const char* flag : {"-c", "--ctx-size", "--help", "--usage", "--cors-origins", "--no-ui",
                             "--no-webui", "--no-slots", "--cache-ram", "--offline", "-no-kvu",
                             "--n-gpu-layers", "--log-colors", "--spec-draft-ngl"}) {
        EXPECT_TRUE(features.flags.contains(flag)) << flag;
    }
    EXPECT_TRUE(features.trace_level);
    EXPECT_FALSE(features.has("--unheard-of"));
    EXPECT_FALSE(features.flags.contains("-----"));
    EXPECT_FALSE(features.flags.contains("N"));
}

TEST(features, of_an_unknown_build_are_taken_for_a_current_ones) {
    const ServerFeatures unknown = parse_features("no help here\n");
    EXPECT_TRUE(unknown.has("--anything"));
    EXPECT_FALSE(unknown.trace_level) << "level 4 may be the one that logs prompts";
}

}  // namespace
}  // namespace inference::llamacpp
