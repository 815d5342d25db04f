// SPDX-License-Identifier: EUPL-1.2
#include "model/bundled_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>

namespace rocinfer_cli {
namespace {

using ::testing::HasSubstr;

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

}  // namespace
}  // namespace rocinfer_cli
