// SPDX-License-Identifier: EUPL-1.2
#include "commands/tokenize.h"

#include "unit/cli/byte_model.h"
#include "unit/cli/fixture.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace rocinfer_cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class tokenize_command : public fake::CommandTest {
protected:
    tokenize_command() {
        llama_cpp->make_model = [this](fake::Engine& used) {
            return std::make_unique<fake::ByteModel>(used, likely);
        };
        request.model.path = "some.gguf";
        request.model.quiet = true;
        request.text.text = "a\n";
    }
    void without_extensions() {
        llama_cpp->make_model = [](fake::Engine& used) {
            return std::make_unique<fake::Model>(used);
        };
    }

    std::map<std::string, fake::ByteModel::Probabilities> likely;
    TokenizeRequest request;
};

TEST_F(tokenize_command, lists_ids_and_texts) {
    request.text.text = "a\n\\é";
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
    request.text.text = "[104, 105,10]";
    EXPECT_EQ(tokenize(request, around()), 0);
    EXPECT_EQ(out.text, "hi\n");
}

TEST_F(tokenize_command, refuses_what_is_no_id_before_it_loads) {
    request.detokenize = true;
    for (const char* text : {"1 x", "-1", "99999999999", "1.5"}) {
        request.text.text = text;
        EXPECT_EQ(tokenize(request, around()), 2) << text;
    }
    EXPECT_TRUE(engine.loads.empty());
    EXPECT_THAT(read_ids("").value(), ElementsAre());
}

TEST_F(tokenize_command, refuses_an_id_that_the_model_does_not_have) {
    request.detokenize = true;
    request.text.text = "1 256";
    engine.info.vocab_size = 256;
    EXPECT_EQ(tokenize(request, around()), 2);
    EXPECT_THAT(err.text, HasSubstr("256 is no token of this model: its ids are 0 to 255"));
    request.text.text = "104 255";
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
