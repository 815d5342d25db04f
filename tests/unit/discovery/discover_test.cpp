// SPDX-License-Identifier: EUPL-1.2
#include "support/gguf_writer.h"
#include "support/temporary_folder.h"

#include <inference/discovery.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <new>

namespace {

namespace fs = std::filesystem;
using inference::discover_models;
using inference::Discovery;
using inference::DiscoveryOptions;
using inference::ErrorCode;
using test_support::GgufWriter;
using test_support::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

void write_model(const std::string& path, const std::string& architecture = "llama") {
    fs::create_directories(fs::path(path).parent_path());
    GgufWriter()
        .text("general.architecture", architecture)
        .text("tokenizer.ggml.model", "llama")
        .tensor("token_embd.weight", 0, {8})
        .write(path);
}

std::vector<std::string> names(const Discovery& found, const fs::path& folder) {
    std::vector<std::string> all;
    for (const auto& model : found.models)
        all.push_back(fs::path(model.path).lexically_relative(folder).string());
    return all;
}

Discovery discover(const TemporaryFolder& folder, DiscoveryOptions options = {}) {
    auto found = discover_models(folder.path().string(), options);
    EXPECT_TRUE(found) << found.error().message;
    return found ? std::move(*found) : Discovery{};
}

TEST(discovery, models_are_sorted_and_other_files_ignored) {
    const TemporaryFolder folder;
    for (const char* name : {"b.gguf", "a.gguf", "c.gguf"})
        write_model(folder.file(name));
    write_model(folder.file("in/d.gguf"));
    std::ofstream(folder.file("readme.txt")) << "text";
    const Discovery found = discover(folder);
    EXPECT_THAT(names(found, folder.path()), ElementsAre("a.gguf", "b.gguf", "c.gguf"));
    EXPECT_TRUE(found.unreadable.empty());
}

TEST(discovery, unreadable_files_stand_beside_the_result) {
    const TemporaryFolder folder;
    write_model(folder.file("good.gguf"));
    std::ofstream(folder.file("bad.gguf")) << "not a model";
    fs::create_symlink("/nowhere", folder.file("dangling.gguf"));
    const Discovery found = discover(folder);
    EXPECT_THAT(names(found, folder.path()), ElementsAre("good.gguf"));
    ASSERT_EQ(found.unreadable.size(), 2);
    EXPECT_EQ(found.unreadable[0].path, folder.file("bad.gguf"));
    EXPECT_EQ(found.unreadable[0].error.code, ErrorCode::bad_model);
    EXPECT_EQ(found.unreadable[1].error.code, ErrorCode::not_found);
}

TEST(discovery, a_folder_that_is_not_there_is_an_error) {
    const auto found = discover_models("/nowhere/at/all");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::not_found);
    EXPECT_THAT(found.error().message, HasSubstr("/nowhere/at/all"));
}

TEST(discovery, folders_are_entered_on_request_and_links_followed_once) {
    const TemporaryFolder folder;
    write_model(folder.file("a.gguf"));
    write_model(folder.file("x/y/b.gguf"));
    fs::create_directory_symlink(folder.path(), folder.file("x/loop"));
    fs::create_directory_symlink(folder.file("x/y"), folder.file("again"));
    fs::create_symlink(folder.file("a.gguf"), folder.file("z.gguf"));
    EXPECT_THAT(names(discover(folder, {.recursive = true}), folder.path()),
                ElementsAre("a.gguf", "again/b.gguf"));
}

TEST(discovery, a_split_model_is_listed_once) {
    const TemporaryFolder folder;
    for (int part = 1; part <= 3; ++part)
        write_model(folder.file("m-0000" + std::to_string(part) + "-of-00003.gguf"));
    write_model(folder.file("broken-00002-of-00002.gguf"));
    const Discovery found = discover(folder);
    EXPECT_THAT(names(found, folder.path()), ElementsAre("m-00001-of-00003.gguf"));
    ASSERT_EQ(found.unreadable.size(), 1);
    EXPECT_THAT(found.unreadable[0].error.message,
                HasSubstr("broken-00001-of-00002.gguf is missing"));
}

TEST(discovery, many_files_are_all_read) {
    const TemporaryFolder folder;
    for (int i = 100; i < 300; ++i)
        write_model(folder.file(std::to_string(i) + ".gguf"), "arch" + std::to_string(i));
    const Discovery found = discover(folder);
    ASSERT_EQ(found.models.size(), 200);
    for (std::size_t i = 0; i < 200; ++i)
        EXPECT_EQ(found.models[i].architecture, "arch" + std::to_string(100 + i));
}

TEST(discovery, the_second_search_reads_only_what_changed) {
    const TemporaryFolder folder;
    const TemporaryFolder cache;
    const DiscoveryOptions options{.recursive = false, .cache_file = cache.file("deep/er/cache")};
    write_model(folder.file("a.gguf"), "first");
    write_model(folder.file("b.gguf"), "other");
    EXPECT_EQ(discover(folder, options).models[0].architecture, "first");

    // The same size and time, another content: only one that does not read can't see it.
    const auto time = fs::last_write_time(folder.file("a.gguf"));
    {
        std::fstream file(folder.file("a.gguf"), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(24 + 8 + 20 + 4 + 8);
        file << "FIRST";
    }
    fs::last_write_time(folder.file("a.gguf"), time);
    EXPECT_EQ(discover(folder, options).models[0].architecture, "first");
    EXPECT_EQ(discover(folder).models[0].architecture, "FIRST");

    fs::last_write_time(folder.file("a.gguf"), time + std::chrono::seconds(1));
    EXPECT_EQ(discover(folder, options).models[0].architecture, "FIRST");
    fs::remove(folder.file("b.gguf"));
    EXPECT_EQ(discover(folder, options).models.size(), 1);
}

TEST(discovery, a_damaged_cache_is_rebuilt) {
    const TemporaryFolder folder;
    const TemporaryFolder cache;
    const DiscoveryOptions options{.recursive = false, .cache_file = cache.file("cache")};
    write_model(folder.file("a.gguf"));
    std::ofstream(cache.file("cache")) << "rocinfer models 2\n and then nonsense";
    EXPECT_EQ(discover(folder, options).models.size(), 1);
    const auto sound = fs::file_size(cache.file("cache"));
    fs::resize_file(cache.file("cache"), sound - 3);
    EXPECT_EQ(discover(folder, options).models.size(), 1);
    EXPECT_EQ(fs::file_size(cache.file("cache")), sound);
}

TEST(discovery, what_is_no_language_model_is_listed_apart) {
    const TemporaryFolder folder;
    const TemporaryFolder cache;
    write_model(folder.file("a.gguf"));
    GgufWriter()
        .text("general.architecture", "clip")
        .text("general.type", "mmproj")
        .write(folder.file("mmproj.gguf"));
    const DiscoveryOptions options{.recursive = false, .cache_file = cache.file("cache")};
    for (int round = 0; round < 2; ++round) {  // read, then remembered
        const auto found = discover(folder, options);
        EXPECT_THAT(names(found, folder.path()), ElementsAre("a.gguf"));
        ASSERT_EQ(found.others.size(), 1U);
        EXPECT_EQ(found.others[0].kind, inference::ModelKind::projector);
    }
}

TEST(discovery, a_cache_that_can_not_be_written_is_no_error) {
    const TemporaryFolder folder;
    write_model(folder.file("a.gguf"));
    EXPECT_EQ(discover(folder, {.recursive = false, .cache_file = "/proc/no/cache"}).models.size(),
              1);
}

}  // namespace
