// SPDX-License-Identifier: EUPL-1.2
#include "discovery/candidate.h"
#include "support/gguf_writer.h"
#include "support/temporary_folder.h"

#include <inference/discovery.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using inference::discover_models;
using inference::StoreKind;
using inference::discovery::model_blob;
using test_support::GgufWriter;
using test_support::TemporaryFolder;

void write_model(const std::string& path) {
    fs::create_directories(fs::path(path).parent_path());
    GgufWriter()
        .text("general.architecture", "llama")
        .text("general.name", "inside")
        .u32("llama.block_count", 1)
        .write(path);
}

TEST(ollama, blobs_bear_the_names_of_their_manifests) {
    const TemporaryFolder home;
    const std::string digest(64, 'a');
    write_model(home.file("blobs/sha256-" + digest));
    const std::string manifest =
        R"({"schemaVersion":2,"config":{"digest":"sha256:)" + std::string(64, 'c') +
        R"("},"layers":[{"mediaType":"application/vnd.ollama.image.license","digest":"sha256:)" +
        std::string(64, 'b') +
        R"("},{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:)" + digest +
        R"(","size":12}]})";
    for (const char* file : {"manifests/registry.ollama.ai/library/llama3.2/3b",
                             "manifests/registry.ollama.ai/someone/tuned/latest",
                             "manifests/example.org/team/own/q4"}) {
        fs::create_directories(fs::path(home.file(file)).parent_path());
        std::ofstream(home.file(file)) << manifest;
    }
    std::ofstream(home.file("manifests/nonsense")) << "{}";
    const std::vector<inference::ModelStore> stores{
        {"Ollama", home.path().string(), StoreKind::ollama, false}};
    const auto found = discover_models(stores);
    ASSERT_EQ(found.models.size(), 3);
    EXPECT_EQ(found.models[0].name, "example.org/team/own:q4");
    EXPECT_EQ(found.models[1].name, "llama3.2:3b");
    EXPECT_EQ(found.models[2].name, "someone/tuned:latest");
    EXPECT_EQ(found.models[0].path, home.file("blobs/sha256-" + digest));
    EXPECT_TRUE(found.unreadable.empty());
}

TEST(ollama, a_manifest_without_a_sound_digest_names_no_blob) {
    const std::string type = R"({"mediaType":"application/vnd.ollama.image.model")";
    EXPECT_EQ(model_blob(""), "");
    EXPECT_EQ(model_blob(type), "");
    EXPECT_EQ(model_blob(type + R"(,"digest":"sha256:abc"})"), "");
    EXPECT_EQ(model_blob(type + R"(,"digest":"sha256:)" + std::string(62, 'a') + R"(/."})"), "");
    EXPECT_EQ(model_blob(type + R"(,"digest":"sha256:)" + std::string(64, 'a') + R"("})"),
              "sha256-" + std::string(64, 'a'));
}

}  // namespace
