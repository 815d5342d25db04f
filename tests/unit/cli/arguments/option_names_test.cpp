// SPDX-License-Identifier: EUPL-1.2
#include "arguments/option_names.h"

#include "arguments/engine_arguments.h"
#include "input/prompt_input.h"
#include "model/bundled_model.h"
#include "terminal/progress_bar.h"
#include "terminal/table.h"
#include "terminal/utf8.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>

namespace rocinfer_cli {
namespace {

TEST(option_names, are_those_of_the_command) {
    EXPECT_EQ(in_command_words("inference: option context_length must be 0 to 9, not -1"),
              "inference: option --ctx must be 0 to 9, not -1");
    EXPECT_EQ(in_command_words("lower context_length, parallel_slots or gpu_layers"),
              "lower --ctx, --slots or --gpu-layers");
    EXPECT_EQ(in_command_words("give a smaller --ubatch-size in extra_arguments, or wait"),
              "give a smaller --ubatch-size in the arguments after \"--\", or wait");
    EXPECT_EQ(in_command_words("option stop_tokens[] must be 0"),
              "option --stop-token[] must be 0");
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
