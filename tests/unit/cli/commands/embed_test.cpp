// SPDX-License-Identifier: EUPL-1.2
#include "commands/embed.h"

#include "unit/cli/byte_model.h"
#include "unit/cli/fixture.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace rocinfer_cli {
namespace {

using ::testing::HasSubstr;

class text_command : public fake::CommandTest {
protected:
    text_command() {
        llama_cpp->make_model = [this](fake::Engine& used) {
            return std::make_unique<fake::ByteModel>(used, likely);
        };
    }
    void without_extensions() {
        llama_cpp->make_model = [](fake::Engine& used) {
            return std::make_unique<fake::Model>(used);
        };
    }
    std::map<std::string, fake::ByteModel::Probabilities> likely;
};

class embed_command : public text_command {
protected:
    embed_command() {
        request.model.path = "some.gguf";
        request.model.quiet = true;
    }
    EmbedRequest request;
};

TEST_F(embed_command, writes_a_vector_for_each_line_and_loads_for_embedding) {
    in.text = "one\n\nthree\n";
    EXPECT_EQ(embed(request, around()), 0);
    EXPECT_EQ(out.text, "3 0.1\n0 0.1\n5 0.1\n");
    EXPECT_EQ(engine.loads.at(0).use, inference::ModelUse::embedding);
    EXPECT_EQ(engine.closed, 1);
}

TEST_F(embed_command, writes_json_with_the_text) {
    request.texts.given = {"ab"};
    request.format = AnswerFormat::json;
    EXPECT_EQ(embed(request, around()), 0);
    const auto line = nlohmann::json::parse(out.text);
    EXPECT_EQ(line["text"], "ab");
    EXPECT_EQ(line["embedding"][0], 2.0);
}

TEST_F(embed_command, reads_more_lines_than_it_takes_at_once) {
    for (int i = 0; i < 100; ++i)
        in.text += "x\n";
    EXPECT_EQ(embed(request, around()), 0);
    EXPECT_EQ(std::ranges::count(out.text, '\n'), 100);
}

TEST_F(embed_command, a_full_stdout_ends_it_with_1) {
    for (int i = 0; i < 1000; ++i)
        in.text += "x\n";
    out.fail_after = 1;
    EXPECT_EQ(embed(request, around()), 1);
    EXPECT_THAT(err.text, HasSubstr("stdout: can't be written: No space left"));
    EXPECT_FALSE(in.text.empty());
}

TEST_F(embed_command, refuses_where_the_backend_can_t) {
    without_extensions();
    request.texts.given = {"ab"};
    EXPECT_EQ(embed(request, around()), 1);
    EXPECT_THAT(err.text, HasSubstr("no embeddings"));
}

TEST_F(embed_command, refuses_a_line_that_is_not_utf8) {
    in.text = "ok\na\xFF\n";
    EXPECT_EQ(embed(request, around()), 2);
    EXPECT_THAT(err.text, HasSubstr("text 2"));
}

}  // namespace
}  // namespace rocinfer_cli
