// SPDX-License-Identifier: EUPL-1.2
#include "arguments/option_names.h"

#include <inference/options.h>

#include <gtest/gtest.h>

namespace rocinfer_cli {
namespace {

std::string told(std::string_view option, std::string_view why) {
    return in_command_words(inference::refuse("inference", option, why).error()).message;
}

TEST(option_names, are_those_of_the_command) {
    EXPECT_EQ(told("context_length", "must be 0 to 9, not -1"),
              "inference: option --ctx must be 0 to 9, not -1");
    EXPECT_EQ(told("stop", "has an empty text"), "inference: option --stop has an empty text");
    EXPECT_EQ(told("extra_arguments", "has an argument with a NUL byte"),
              "inference: the arguments after -- has an argument with a NUL byte");
    EXPECT_EQ(in_command_words("lower context_length, parallel_slots or gpu_layers"),
              "lower --ctx, --slots or --gpu-layers");
    EXPECT_EQ(in_command_words("give a smaller --ubatch-size in the option extra_arguments"),
              "give a smaller --ubatch-size in the arguments after --");
}

TEST(option_names, a_refusal_carries_the_option_as_data) {
    inference::GenerateOptions options;
    options.stop_tokens = {-1};
    const auto refused = validate(options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().option, "stop_tokens");
    EXPECT_EQ(in_command_words(refused.error()).message,
              "inference: option --stop-token[] must be 0 to 2147483647, not -1");
}

TEST(option_names, ordinary_words_and_names_of_files_stay) {
    for (const char* text :
         {"the device can't stop; its temperature is high", "/models/gpu_layers/x.gguf: no model",
          "gpu_layers/x.gguf: no model", "top_k.gguf: no model", "my_top_k is unknown",
          "option progress_timeout must be 100", "größe top_kö", ""}) {
        EXPECT_EQ(in_command_words(text), text);
    }
}

}  // namespace
}  // namespace rocinfer_cli
