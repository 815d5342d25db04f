// SPDX-License-Identifier: EUPL-1.2
#include "support/gguf_writer.h"
#include "support/temporary_folder.h"

#include <inference/gguf.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sys/stat.h>

namespace {

using inference::ErrorCode;
using inference::GgufDepth;
using inference::read_gguf;
using test_support::GgufWriter;
using test_support::TemporaryFolder;
using testing::HasSubstr;
using testing::StartsWith;

GgufWriter part(std::uint32_t number, std::uint32_t count) {
    GgufWriter writer;
    if (number == 0) writer.text("general.architecture", "llama");
    writer.u16("split.no", static_cast<std::uint16_t>(number));
    writer.u16("split.count", static_cast<std::uint16_t>(count));
    writer.i32("split.tensors.count", static_cast<std::int32_t>(count));
    writer.tensor("tensor." + std::to_string(number), 0, {8});
    return writer;
}

TEST(read_gguf, what_is_not_there_is_not_found) {
    const auto model = read_gguf("/nowhere/at/all.gguf");
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::not_found);
    EXPECT_THAT(model.error().message, StartsWith("gguf: /nowhere/at/all.gguf can't be opened"));
}

TEST(read_gguf, a_path_is_not_cut_at_a_nul) {
    const std::string path = std::string(ROCINFER_SOURCE_DIR "/models/rocinfer-tiny.gguf");
    ASSERT_TRUE(read_gguf(path));
    const auto model = read_gguf(path + std::string("\0/evil", 6));
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(model.error().message, HasSubstr("goes on after a NUL byte"));
}

TEST(read_gguf, folders_and_pipes_are_no_models) {
    const TemporaryFolder folder;
    EXPECT_EQ(read_gguf(folder.path().string()).error().code, ErrorCode::bad_model);
    const std::string pipe = folder.file("pipe.gguf");
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_THAT(read_gguf(pipe).error().message, HasSubstr("not a regular file"));
}

TEST(read_gguf, errors_name_the_file_and_the_byte) {
    const TemporaryFolder folder;
    std::ofstream(folder.file("x.gguf")) << "GGUF" << std::string("\x03\0\0\0", 4);
    const auto model = read_gguf(folder.file("x.gguf"));
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::bad_model);
    EXPECT_THAT(model.error().message,
                testing::AllOf(HasSubstr(folder.file("x.gguf")), HasSubstr("at byte 8")));
}

TEST(read_gguf, a_file_without_architecture_is_no_model) {
    const TemporaryFolder folder;
    GgufWriter().u32("a", 1).write(folder.file("x.gguf"));
    EXPECT_THAT(read_gguf(folder.file("x.gguf")).error().message,
                HasSubstr("no general.architecture"));
}

TEST(read_gguf, tensor_sizes_sum_to_the_file) {
    const TemporaryFolder folder;
    GgufWriter writer;
    writer.text("general.architecture", "llama");
    writer.tensor("a", 12, {256, 3}).tensor("b", 0, {7}).tensor("c", 8, {32, 2});
    writer.write(folder.file("x.gguf"));
    const auto model = read_gguf(folder.file("x.gguf"), GgufDepth::full);
    ASSERT_TRUE(model) << model.error().message;
    std::uint64_t end = 0;
    for (const auto& tensor : model->tensors)
        end += (tensor.bytes + 31) / 32 * 32;
    EXPECT_EQ(model->data_offset + end, model->info.file_bytes);
}

TEST(read_gguf, a_split_model_is_one_model_whichever_part_is_named) {
    const TemporaryFolder folder;
    std::uint64_t bytes = 0;
    for (std::uint32_t i = 0; i < 3; ++i) {
        const GgufWriter writer = part(i, 3);
        writer.write(folder.file("m-0000" + std::to_string(i + 1) + "-of-00003.gguf"));
        bytes += writer.header().size() + writer.data_bytes();
    }
    for (const char* name : {"m-00001-of-00003.gguf", "m-00003-of-00003.gguf"}) {
        const auto model = read_gguf(folder.file(name), GgufDepth::full);
        ASSERT_TRUE(model) << model.error().message;
        EXPECT_EQ(model->info.path, folder.file("m-00001-of-00003.gguf"));
        EXPECT_EQ(model->info.file_bytes, bytes);
        EXPECT_EQ(model->parts.size(), 3);
        ASSERT_EQ(model->tensors.size(), 3);
        EXPECT_EQ(model->tensors[2].name, "tensor.2");
        EXPECT_EQ(model->tensors[2].part, 2);
        EXPECT_EQ(model->info.parameters, 24);
    }
    const auto brief = read_gguf(folder.file("m-00001-of-00003.gguf"));
    ASSERT_TRUE(brief) << brief.error().message;
    EXPECT_EQ(brief->tensor_count, 3);
    EXPECT_EQ(brief->info.file_bytes, bytes);
}

TEST(read_gguf, a_missing_part_is_named) {
    const TemporaryFolder folder;
    part(0, 3).write(folder.file("m-00001-of-00003.gguf"));
    part(2, 3).write(folder.file("m-00003-of-00003.gguf"));
    const auto model = read_gguf(folder.file("m-00001-of-00003.gguf"));
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::not_found);
    EXPECT_THAT(model.error().message, HasSubstr("m-00002-of-00003.gguf is missing"));
}

TEST(read_gguf, a_renamed_part_is_not_taken_for_a_whole_model) {
    const TemporaryFolder folder;
    part(0, 3).write(folder.file("model.gguf"));
    EXPECT_THAT(read_gguf(folder.file("model.gguf")).error().message, HasSubstr("one of 3 parts"));
}

}  // namespace
