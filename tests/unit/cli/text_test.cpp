// SPDX-License-Identifier: EUPL-1.2
#include "arguments/engine_arguments.h"
#include "arguments/option_names.h"
#include "model/bundled_model.h"
#include "model/prompt_input.h"
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

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(utf8, finds_the_first_byte_that_is_no_character) {
    EXPECT_FALSE(first_invalid_utf8(""));
    EXPECT_FALSE(first_invalid_utf8("naïve €5 𝄞"));
    EXPECT_EQ(first_invalid_utf8("ab\x80"), 2U);
    EXPECT_EQ(first_invalid_utf8("\xC0\xAF"), 0U);          // overlong
    EXPECT_EQ(first_invalid_utf8("x\xED\xA0\x80"), 1U);     // a surrogate
    EXPECT_EQ(first_invalid_utf8("\xF4\x90\x80\x80"), 0U);  // past the last one
    EXPECT_EQ(first_invalid_utf8("x\xE2\x82"), 1U);         // cut
}

TEST(utf8, shows_every_control_character_as_a_symbol) {
    for (int c = 0; c < 0x20; ++c) {
        const std::string safe = terminal_safe(std::string(1, static_cast<char>(c)));
        if (c == '\n' || c == '\t') {
            EXPECT_EQ(safe, std::string(1, static_cast<char>(c)));
        } else if (c == '\r') {
            EXPECT_EQ(safe, "");
        } else {
            EXPECT_EQ(safe.size(), 3U) << c;
        }
    }
    EXPECT_EQ(terminal_safe("é\xC2\xA0€"), "é\xC2\xA0€");
    EXPECT_EQ(terminal_safe("\x9B"), "\xEF\xBF\xBD");
}

TEST(utf8, shortens_by_characters) {
    EXPECT_EQ(shortened("größe", 5), "größe");
    EXPECT_EQ(shortened("größen", 5), "größ…");
    EXPECT_EQ(shortened("abc", 0), "");
}

TEST(table, shows_no_control_character_and_no_byte_that_is_no_character) {
    Table table({{"NAME"}, {"SIZE"}});
    table.add({"a\x1b[2J\xC2\x9B\xFFgröße\xE2\x82", "1"});
    EXPECT_EQ(table.text(),
              "NAME            SIZE\n"
              "a?[2J??größe??  1\n");
}

TEST(progress_bar, never_is_wider_than_the_terminal) {
    const ProgressLine line{
        .label = "loading the model", .done = 333, .total = 1000, .figures = "333 B of 1.0 kB"};
    for (int width = 1; width < 200; ++width) {
        for (const bool unicode : {false, true})
            EXPECT_LE(characters(render(line, width, unicode)), static_cast<std::size_t>(width));
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

TEST(engine_arguments, are_what_follows_two_dashes_of_a_command_that_takes_them) {
    constexpr std::array<std::string_view, 1> kCommands{"run"};
    EXPECT_THAT(with_engine_arguments({"run", "m", "--", "--threads", "4"}, kCommands),
                ElementsAre("run", "m", "--engine-argument=--threads", "--engine-argument=4"));
    EXPECT_THAT(with_engine_arguments({"inspect", "--", "-x.gguf"}, kCommands),
                ElementsAre("inspect", "--", "-x.gguf"));
    EXPECT_THAT(with_engine_arguments({"run", "m"}, kCommands), ElementsAre("run", "m"));
    EXPECT_TRUE(with_engine_arguments({}, kCommands).empty());
}

TEST(option_names, are_those_of_the_command) {
    EXPECT_EQ(in_command_words("inference: option context_length must be 0 to 9, not -1"),
              "inference: option --ctx must be 0 to 9, not -1");
    EXPECT_EQ(in_command_words("lower context_length, parallel_slots or gpu_layers"),
              "lower --ctx, --slots or --gpu-layers");
    EXPECT_EQ(in_command_words("give a smaller --ubatch-size in extra_arguments, or wait"),
              "give a smaller --ubatch-size after \"--\", or wait");
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

class files : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "rocinfer-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder); }
    std::string write(const std::string& name, std::string_view text) {
        std::ofstream(folder / name) << text;
        return folder / name;
    }
    std::filesystem::path folder;
};

TEST_F(files, the_bundled_model_is_the_first_place_that_has_it) {
    const std::string there = write("b.gguf", "x");
    EXPECT_EQ(find_bundled_model({{}, {folder / "a.gguf", there}}).value(), there);
}

TEST_F(files, the_variable_is_the_only_place_where_it_is_set) {
    const std::string there = write("b.gguf", "x");
    EXPECT_EQ(find_bundled_model({there, {}}).value(), there);
    const auto missing = find_bundled_model({folder / "c.gguf", {there}});
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message, HasSubstr("c.gguf"));
}

TEST_F(files, an_at_sign_names_a_file) {
    const std::string there = write("g.gbnf", "root ::= \"a\"\n");
    EXPECT_EQ(text_or_file("@" + there).value(), "root ::= \"a\"\n");
    EXPECT_EQ(text_or_file("{}").value(), "{}");
    EXPECT_EQ(text_or_file("").value(), "");
    EXPECT_FALSE(text_or_file("@" + there + ".none"));
    EXPECT_FALSE(text_or_file("@" + folder.string()));
}

}  // namespace
}  // namespace rocinfer_cli
