// SPDX-License-Identifier: EUPL-1.2
#include "byte_model.h"
#include "commands/embed.h"
#include "commands/tokenize.h"
#include "fixture.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace rocinfer_cli {
namespace {

using inference::TokenId;
using ::testing::ElementsAre;
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
    request.texts = {"ab"};
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
    request.texts = {"ab"};
    EXPECT_EQ(embed(request, around()), 1);
    EXPECT_THAT(err.text, HasSubstr("no embeddings"));
}

TEST_F(embed_command, refuses_a_line_that_is_not_utf8) {
    in.text = "ok\na\xFF\n";
    EXPECT_EQ(embed(request, around()), 2);
    EXPECT_THAT(err.text, HasSubstr("text 2"));
}

class tokenize_command : public text_command {
protected:
    tokenize_command() {
        request.model.path = "some.gguf";
        request.model.quiet = true;
        request.text = "a\n";
    }
    TokenizeRequest request;
};

TEST_F(tokenize_command, lists_ids_and_texts) {
    request.text = "a\n\\é";
    EXPECT_EQ(tokenize(request, around()), 0);
    EXPECT_EQ(out.text,
              "      97  a\n"
              "      10  \\n\n"
              "      92  \\\\\n"
              "     195  \\xC3\n"
              "     169  \\xA9\n");
}

TEST_F(tokenize_command, gives_the_ids_or_their_number_alone) {
    request.output = TokenizeOutput::ids;
    EXPECT_EQ(tokenize(request, around()), 0);
    EXPECT_EQ(out.text, "97 10\n");
    out.text.clear();
    request.output = TokenizeOutput::count;
    EXPECT_EQ(tokenize(request, around()), 0);
    EXPECT_EQ(out.text, "2\n");
}

TEST_F(tokenize_command, gives_json) {
    request.output = TokenizeOutput::json;
    EXPECT_EQ(tokenize(request, around()), 0);
    const auto json = nlohmann::json::parse(out.text);
    EXPECT_EQ(json["count"], 2);
    EXPECT_EQ(json["tokens"][1], (nlohmann::json{{"id", 10}, {"text", "\n"}}));
}

TEST_F(tokenize_command, joins_ids_to_their_exact_bytes) {
    request.detokenize = true;
    request.text = "[104, 105,10]";
    EXPECT_EQ(tokenize(request, around()), 0);
    EXPECT_EQ(out.text, "hi\n");
}

TEST_F(tokenize_command, refuses_what_is_no_id_before_it_loads) {
    request.detokenize = true;
    for (const char* text : {"1 x", "-1", "99999999999", "1.5"}) {
        request.text = text;
        EXPECT_EQ(tokenize(request, around()), 2) << text;
    }
    EXPECT_TRUE(engine.loads.empty());
    EXPECT_THAT(read_ids("").value(), ElementsAre());
}

TEST_F(tokenize_command, refuses_an_id_that_the_model_does_not_have) {
    request.detokenize = true;
    request.text = "1 256";
    engine.info.vocab_size = 256;
    EXPECT_EQ(tokenize(request, around()), 2);
    EXPECT_THAT(err.text, HasSubstr("256 is no token of this model: its ids are 0 to 255"));
    request.text = "104 255";
    EXPECT_EQ(tokenize(request, around()), 0);
}

TEST_F(tokenize_command, a_full_stdout_ends_it_with_1) {
    out.fail_after = 1;
    EXPECT_EQ(tokenize(request, around()), 1);
    EXPECT_THAT(err.text, HasSubstr("stdout: can't be written: No space left"));
}

TEST_F(tokenize_command, refuses_where_the_backend_can_t) {
    without_extensions();
    EXPECT_EQ(tokenize(request, around()), 1);
    EXPECT_THAT(err.text, HasSubstr("tokeniser"));
}

}  // namespace
}  // namespace rocinfer_cli
