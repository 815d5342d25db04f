// SPDX-License-Identifier: EUPL-1.2
#include "gguf/foreign_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using inference::gguf::foreign_format;
using std::string_view_literals::operator""sv;
using testing::AllOf;
using testing::HasSubstr;

// ollama/ollama#3010, ggml-org/llama.cpp#3358, tobi/qmd#548.
TEST(foreign_format, of_a_download_that_went_wrong_is_named_with_the_remedy) {
    EXPECT_THAT(foreign_format("version https://git-lfs.github.com/spec/v1\noid sha256:ab\n"),
                AllOf(HasSubstr("Git LFS pointer"), HasSubstr("git lfs pull")));
    for (const char* page : {"<!doctype html>\n<html>", "<!DOCTYPE html>", "\n  <HTML>",
                             "<?xml version=\"1.0\"?><Error>", "\xef\xbb\xbf<html>"}) {
        EXPECT_THAT(foreign_format(page), AllOf(HasSubstr("web page"), HasSubstr("/resolve/")))
            << page;
    }
    EXPECT_THAT(foreign_format("Invalid username or password."),
                AllOf(HasSubstr("\"Invalid username or password.\""), HasSubstr("logged in")));
    EXPECT_THAT(foreign_format("{\"error\":\"Entry not found\"}"), HasSubstr("Entry not found"));
    EXPECT_THAT(foreign_format(std::string(512, '\0')), HasSubstr("not finished"));
}

TEST(foreign_format, of_other_programs_files_is_named) {
    EXPECT_THAT(foreign_format("PK\x03\x04 archive"), HasSubstr("zip"));
    EXPECT_THAT(foreign_format("\x1f\x8b\x08"), HasSubstr("unpack"));
    EXPECT_THAT(foreign_format(std::string(257, '\1') + "ustar"), HasSubstr("unpack"));
    EXPECT_THAT(foreign_format("\x89PNG\r\n"), HasSubstr("picture"));
    EXPECT_THAT(foreign_format("\x80\x02}q"), HasSubstr("PyTorch"));
    EXPECT_THAT(foreign_format("\x10\x27\0\0\0\0\0\0{\"__metadata__\":{}}"sv),
                AllOf(HasSubstr("safetensors"), HasSubstr("convert_hf_to_gguf.py")));
    EXPECT_THAT(foreign_format("\x7f"
                               "ELF\x02"),
                HasSubstr("program"));
    for (const char* magic : {"lmgg", "fmgg", "tjgg", "algg"})
        EXPECT_THAT(foreign_format(magic), HasSubstr("older than GGUF")) << magic;
}

TEST(foreign_format, of_anything_else_is_no_gguf) {
    EXPECT_THAT(foreign_format("\x01\x02\x03\x04"), HasSubstr("not 'GGUF'"));
    EXPECT_FALSE(foreign_format("").empty());
    EXPECT_FALSE(foreign_format("\xff").empty());
    EXPECT_THAT(foreign_format(std::string(400, 'a') + "\xe2\x82"), HasSubstr("is a text"));
}

}  // namespace
