// SPDX-License-Identifier: EUPL-1.2
// Files that are no language models, as llama.cpp's tools and others write them.
#include "support/gguf_writer.h"
#include "support/temporary_folder.h"

#include <inference/gguf.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using inference::GgufDepth;
using inference::ModelKind;
using inference::read_gguf;
using test_support::GgufWriter;
using test_support::TemporaryFolder;
using testing::HasSubstr;

constexpr std::uint32_t kF32 = 0;

class model_kind : public ::testing::Test {
protected:
    ModelKind kind_of(const GgufWriter& writer) {
        const std::string path = folder_.file("x.gguf");
        writer.write(path);
        const auto model = read_gguf(path, GgufDepth::full);
        EXPECT_TRUE(model) << model.error().message;
        if (!model) return ModelKind::other;
        const auto brief = read_gguf(path, GgufDepth::metadata);
        EXPECT_EQ(brief->info.kind, model->info.kind) << "either depth tells the same";
        const auto allowed = inference::require_language_model(model->info);
        EXPECT_EQ(allowed.has_value(), model->info.kind == ModelKind::language_model);
        if (!allowed) {
            EXPECT_THAT(allowed.error().message,
                        testing::AllOf(HasSubstr(path),
                                       HasSubstr(std::string(describe(model->info.kind)))));
        }
        return model->info.kind;
    }

    TemporaryFolder folder_;
};

GgufWriter language_model() {
    GgufWriter writer;
    writer.text("general.architecture", "llama").u32("llama.block_count", 1);
    writer.texts("tokenizer.ggml.tokens", {"a"});
    return writer;
}

TEST_F(model_kind, of_a_model_is_a_language_model) {
    EXPECT_EQ(kind_of(language_model().tensor("token_embd.weight", kF32, {8})),
              ModelKind::language_model);
    EXPECT_EQ(kind_of(language_model().text("general.type", "model").tensor("t", kF32, {8})),
              ModelKind::language_model);
}

TEST_F(model_kind, of_an_adapter_is_told_by_its_type_its_keys_or_its_tensors) {
    EXPECT_EQ(kind_of(GgufWriter()
                          .text("general.type", "adapter")
                          .text("adapter.type", "lora")
                          .text("general.architecture", "llama")
                          .tensor("blk.0.attn_q.weight.lora_a", kF32, {8})),
              ModelKind::adapter);
    EXPECT_EQ(kind_of(GgufWriter()
                          .text("general.architecture", "llama")
                          .tensor("blk.0.attn_q.weight.lora_a", kF32, {8})
                          .tensor("blk.0.attn_q.weight.lora_b", kF32, {8})),
              ModelKind::adapter);
}

TEST_F(model_kind, of_what_goes_beside_a_model_is_named) {
    EXPECT_EQ(kind_of(GgufWriter()
                          .text("general.architecture", "clip")
                          .text("general.type", "mmproj")
                          .u32("clip.vision.block_count", 27)
                          .tensor("mm.input_projection.weight", kF32, {8})),
              ModelKind::projector);
    EXPECT_EQ(kind_of(GgufWriter()
                          .text("general.architecture", "clip")
                          .boolean("clip.has_vision_encoder", true)
                          .tensor("v.blk.0.attn_q.weight", kF32, {8})),
              ModelKind::projector);
    EXPECT_EQ(kind_of(GgufWriter()
                          .text("general.architecture", "controlvector")
                          .text("controlvector.model_hint", "llama")
                          .tensor("direction.1", kF32, {8})),
              ModelKind::control_vector);
    EXPECT_EQ(kind_of(GgufWriter()
                          .text("general.type", "imatrix")
                          .u32("imatrix.chunk_count", 1)
                          .tensor("blk.0.attn_q.weight.in_sum2", kF32, {8})),
              ModelKind::importance_matrix);
    EXPECT_EQ(kind_of(language_model()), ModelKind::vocabulary);
}

TEST_F(model_kind, of_what_makes_pictures_is_named_with_or_without_an_architecture) {
    EXPECT_EQ(
        kind_of(
            GgufWriter().text("general.architecture", "flux").tensor("img_in.weight", kF32, {8})),
        ModelKind::picture_model);
    EXPECT_EQ(
        kind_of(GgufWriter().tensor("model.diffusion_model.input_blocks.0.0.weight", kF32, {8})),
        ModelKind::picture_model);
}

TEST_F(model_kind, without_layers_and_vocabulary_is_no_language_model) {
    EXPECT_EQ(kind_of(GgufWriter()
                          .text("general.architecture", "kokoro")
                          .tensor("decoder.weight", kF32, {8})),
              ModelKind::other);
}

TEST_F(model_kind, names_are_shown_with_their_bad_bytes_replaced) {
    const std::string path = folder_.file("x.gguf");
    language_model().text("general.name", "Mod\xe8le").tensor("t", kF32, {8}).write(path);
    const auto model = read_gguf(path);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->info.name, "Mod\xEF\xBF\xBDle");
}

}  // namespace
