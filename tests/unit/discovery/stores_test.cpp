// SPDX-License-Identifier: EUPL-1.2
#include "support/gguf_writer.h"
#include "support/temporary_folder.h"

#include <inference/discovery.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;
using inference::default_discovery_cache;
using inference::discover_models;
using inference::Environment;
using inference::known_stores;
using inference::StoreKind;
using test_support::GgufWriter;
using test_support::TemporaryFolder;
using testing::ElementsAre;

void write_model(const std::string& path) {
    fs::create_directories(fs::path(path).parent_path());
    GgufWriter()
        .text("general.architecture", "llama")
        .text("general.name", "inside")
        .u32("llama.block_count", 1)
        .write(path);
}

/// The stores' names and paths below `home`, without what lies outside of it.
std::vector<std::string> stores_below(const Environment& environment, const fs::path& home) {
    std::vector<std::string> all;
    for (const auto& store : known_stores(environment))
        if (store.path.starts_with(home.string()))
            all.push_back(store.name + " " +
                          fs::path(store.path).lexically_relative(home).string());
    return all;
}

TEST(stores, those_that_exist_are_found_below_the_home_folder) {
    const TemporaryFolder home;
    for (const char* folder :
         {".cache/huggingface/hub", ".lmstudio/models", ".cache/llama.cpp", ".ollama/models"})
        fs::create_directories(home.path() / folder);
    EXPECT_THAT(stores_below(Environment{{"HOME", home.path().string()}}, home.path()),
                ElementsAre("Hugging Face .cache/huggingface/hub", "LM Studio .lmstudio/models",
                            "llama.cpp .cache/llama.cpp", "Ollama .ollama/models"));
}

TEST(stores, variables_come_before_the_usual_places) {
    const TemporaryFolder home;
    for (const char* folder : {"mine", "hf/hub", "llama", "ollama", ".ollama/models"})
        fs::create_directories(home.path() / folder);
    EXPECT_THAT(stores_below(Environment{{"HOME", home.path().string()},
                                         {"ROCM_MODEL_DIR", home.file("mine")},
                                         {"HF_HOME", home.file("hf")},
                                         {"LLAMA_CACHE", home.file("llama")},
                                         {"OLLAMA_MODELS", home.file("ollama")}},
                             home.path()),
                ElementsAre("ROCM_MODEL_DIR mine", "Hugging Face hf/hub", "llama.cpp llama",
                            "Ollama ollama"));
}

TEST(stores, without_any_variable_nothing_of_the_user_is_looked_at) {
    for (const auto& store : known_stores(Environment{}))
        EXPECT_TRUE(store.path.starts_with("/usr/share/ollama")) << store.path;
    EXPECT_EQ(default_discovery_cache(Environment{}), "");
    EXPECT_EQ(default_discovery_cache(Environment{{"HOME", "/h"}}), "/h/.cache/rocinfer/models");
    EXPECT_EQ(default_discovery_cache(Environment{{"HOME", "/h"}, {"XDG_CACHE_HOME", "/x"}}),
              "/x/rocinfer/models");
}

TEST(stores, hugging_faces_links_lead_to_one_model_each) {
    const TemporaryFolder home;
    const std::string hub = home.file("models--org--name");
    write_model(hub + "/blobs/0123abcd");
    for (const char* revision : {"r1", "r2"}) {
        fs::create_directories(hub + "/snapshots/" + revision);
        fs::create_symlink("../../blobs/0123abcd", hub + "/snapshots/" + revision + "/m.gguf");
    }
    const auto found = discover_models(
        inference::ModelStore{"Hugging Face", home.path().string(), StoreKind::folder, true});
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->models.size(), 1);
    EXPECT_EQ(found->models[0].path, hub + "/snapshots/r1/m.gguf");
}

}  // namespace
