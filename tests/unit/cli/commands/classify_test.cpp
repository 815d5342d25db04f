// SPDX-License-Identifier: EUPL-1.2
#include "commands/classify.h"

#include "unit/cli/byte_model.h"
#include "unit/cli/fixture.h"

#include <inference/label_scores.h>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <sstream>

namespace rocinfer_cli {
namespace {

using inference::ErrorCode;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class classify_command : public fake::CommandTest {
protected:
    classify_command() {
        llama_cpp->make_model = [this](fake::Engine& used) {
            return std::make_unique<fake::ByteModel>(used, likely, &contexts);
        };
        request.model.path = "some.gguf";
        request.model.quiet = true;
    }

    inference::Result<std::vector<inference::LabelScores>> score(std::vector<std::string> prompts,
                                                                 std::vector<std::string> labels) {
        fake::ByteModel model(engine, likely, &contexts);
        model.words = words;
        return inference::score_labels(model, prompts, labels, {});
    }

    std::map<std::string, fake::ByteModel::Probabilities> likely;
    std::vector<std::string> words;
    std::atomic<int> contexts = 0;
    ClassifyRequest request;
};

TEST_F(classify_command, a_label_s_first_token_is_enough_where_it_tells_it_apart) {
    likely["x"] = {{'a', 0.6}, {'b', 0.2}};
    const auto scores = score({"x"}, {"apple", "banana"});
    ASSERT_TRUE(scores);
    EXPECT_THAT(scores->at(0).probabilities,
                ElementsAre(DoubleNear(0.75, 1e-3), DoubleNear(0.25, 1e-3)));
    EXPECT_NEAR(scores->at(0).coverage, 0.8, 1e-3);
    EXPECT_EQ(contexts, 1);
}

TEST_F(classify_command, labels_that_begin_alike_are_scored_until_they_differ) {
    likely["x"] = {{'a', 0.5}, {'b', 0.5}};
    likely["xa"] = {{'p', 0.9}, {'v', 0.1}};
    const auto scores = score({"x"}, {"apple", "avocado", "banana"});
    ASSERT_TRUE(scores);
    EXPECT_THAT(scores->at(0).probabilities,
                ElementsAre(DoubleNear(0.45, 1e-3), DoubleNear(0.05, 1e-3), DoubleNear(0.5, 1e-3)));
    EXPECT_EQ(contexts, 2);
}

TEST_F(classify_command, a_beginning_that_all_labels_share_costs_nothing) {
    likely["x "] = {{'a', 0.2}, {'b', 0.6}};
    const auto scores = score({"x"}, {" apple", " banana"});
    ASSERT_TRUE(scores);
    EXPECT_THAT(scores->at(0).probabilities,
                ElementsAre(DoubleNear(0.25, 1e-3), DoubleNear(0.75, 1e-3)));
    EXPECT_EQ(contexts, 1);
}

TEST_F(classify_command, a_label_that_is_another_s_beginning_has_its_last_token_scored) {
    likely["x"] = {{'n', 0.8}};
    likely["xn"] = {{'o', 0.5}};
    likely["xno"] = {{'t', 0.5}};
    const auto scores = score({"x"}, {"no", "not"});
    ASSERT_TRUE(scores);
    EXPECT_THAT(scores->at(0).probabilities,
                ElementsAre(DoubleNear(2.0 / 3, 1e-3), DoubleNear(1.0 / 3, 1e-3)));
}

TEST_F(classify_command, a_prompt_that_becomes_part_of_a_label_s_only_token_is_still_asked_after) {
    words = {"hic"};
    likely["hi"] = {{' ', 0.5}, {'c', 0.3}};
    likely["hi "] = {{'a', 0.6}, {'b', 0.4}};
    const auto scores = score({"hi"}, {" a", " b", "c"});
    ASSERT_TRUE(scores) << scores.error().message;
    ASSERT_FALSE(scores->at(0).error) << scores->at(0).error->message;
    EXPECT_THAT(
        scores->at(0).probabilities,
        ElementsAre(DoubleNear(0.375, 1e-3), DoubleNear(0.25, 1e-3), DoubleNear(0.375, 1e-3)));
}

TEST_F(classify_command, an_empty_prompt_of_a_model_without_a_begin_token_fails_alone) {
    likely["x"] = {{'a', 0.6}, {'b', 0.2}};
    const auto scores = score({"", "x"}, {"a", "b"});
    ASSERT_TRUE(scores) << scores.error().message;
    ASSERT_TRUE(scores->at(0).error);
    EXPECT_THAT(scores->at(0).error->message, HasSubstr("the prompt is empty"));
    EXPECT_FALSE(scores->at(1).error);
}

TEST_F(classify_command, an_empty_label_is_refused) {
    EXPECT_EQ(score({"x"}, {"a", ""}).error().code, ErrorCode::invalid_argument);
}

TEST_F(classify_command, values_that_do_not_sum_to_one_are_normalised) {
    likely["x"] = {{'a', 6.0}, {'b', 2.0}};  // raw logits differ by a constant
    const auto scores = score({"x"}, {"a", "b"});
    ASSERT_TRUE(scores);
    EXPECT_NEAR(scores->at(0).coverage, 1, 1e-3);
}

TEST_F(classify_command, prompts_fail_one_by_one) {
    likely["x"] = {{'a', 0.6}, {'b', 0.2}};
    const auto scores = score({"bad", "x", "untokenisable"}, {"a", "b"});
    ASSERT_TRUE(scores);
    EXPECT_EQ(scores->at(0).error->code, ErrorCode::context_exceeded);
    EXPECT_FALSE(scores->at(1).error);
    EXPECT_EQ(scores->at(2).error->code, ErrorCode::engine_refused);
}

TEST_F(classify_command, labels_that_are_the_same_are_refused) {
    const auto scores = score({"x"}, {"a", "b", "a"});
    ASSERT_FALSE(scores);
    EXPECT_EQ(scores.error().code, ErrorCode::invalid_argument);
    EXPECT_FALSE(score({"x"}, {"a"}));
}

TEST_F(classify_command, splits_labels_and_puts_a_space_where_the_template_has_none) {
    EXPECT_THAT(split_labels("good, very bad ,,", "{}"), ElementsAre(" good", " very bad"));
    EXPECT_THAT(split_labels("good,bad", "{}: "), ElementsAre("good", "bad"));
    EXPECT_EQ(unescaped("a\\n{}\\t\\\\n\\x"), "a\n{}\t\\n\\x");
}

TEST_F(classify_command, writes_a_json_object_for_each_line) {
    likely["Q: fine A:"] = {{' ', 1.0}};
    likely["Q: fine A: "] = {{'g', 0.9}, {'b', 0.1}};
    request.labels = {" good", " bad"};
    request.prompt_template = "Q: {} A:";
    request.format = AnswerFormat::json;
    in.text = "fine\nbad\n";
    EXPECT_EQ(classify(request, around()), 0);
    std::istringstream lines(out.text);
    std::string line;
    ASSERT_TRUE(std::getline(lines, line));
    const auto first = nlohmann::json::parse(line);
    EXPECT_EQ(first["prompt"], "fine");
    EXPECT_EQ(first["label"], "good");
    EXPECT_NEAR(first["labels"]["bad"].get<double>(), 0.1, 1e-3);
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_EQ(nlohmann::json::parse(line)["prompt"], "bad");
}

TEST_F(classify_command, writes_a_table_whose_prompts_are_whole_in_a_pipe) {
    likely["x "] = {{'g', 0.9}, {'b', 0.1}};
    request.labels = {" good", " bad"};
    request.prompts.given = {"x"};
    EXPECT_EQ(classify(request, around()), 0);
    EXPECT_EQ(out.text,
              "label   good    bad  prompt\n"
              "good   0.900  0.100  x\n");
}

TEST_F(classify_command, a_prompt_that_failed_makes_it_exit_1_and_does_not_spoil_the_others) {
    request.labels = {" good", " nice"};
    request.prompts.given = {"bad", "x"};
    request.format = AnswerFormat::json;
    EXPECT_EQ(classify(request, around()), 1);
    EXPECT_THAT(out.text, HasSubstr("\"error\":{\"code\":\"context_exceeded\""));
    EXPECT_THAT(out.text, HasSubstr("{\"prompt\":\"x\",\"label\":"));
}

TEST_F(classify_command, in_the_table_a_prompt_that_failed_is_told_on_stderr_only) {
    request.labels = {" good", " nice"};
    request.prompts.given = {"bad"};
    EXPECT_EQ(classify(request, around()), 1);
    EXPECT_EQ(std::ranges::count(out.text, '\n'), 1);
    EXPECT_EQ(err.text, "rocinfer: fake: bad: bad\n");
}

TEST_F(classify_command, a_full_stdout_ends_it_with_1) {
    request.prompts.given = std::vector<std::string>(100, "x");
    out.fail_after = 1;
    EXPECT_EQ(classify(request, around()), 1);
    EXPECT_THAT(err.text, HasSubstr("stdout: can't be written: No space left"));
    EXPECT_LT(contexts, 100);
}

TEST_F(classify_command, without_labels_says_the_token_that_the_model_predicts) {
    likely["x"] = {{'g', 0.9}};
    request.prompts.given = {"x"};
    request.format = AnswerFormat::json;
    EXPECT_EQ(classify(request, around()), 0);
    const auto line = nlohmann::json::parse(out.text);
    EXPECT_EQ(line["id"], 'g');
    EXPECT_EQ(line["text"], "g");
    EXPECT_NEAR(line["probability"].get<double>(), 0.9, 1e-3);
}

TEST_F(classify_command, one_label_or_a_template_without_a_place_is_a_usage_error) {
    request.labels = {" good"};
    EXPECT_EQ(classify(request, around()), 2);
    request.labels.clear();
    request.prompt_template = "no place";
    EXPECT_EQ(classify(request, around()), 2);
    EXPECT_TRUE(engine.loads.empty());
}

TEST_F(classify_command, a_model_without_a_tokeniser_can_t_score_labels) {
    llama_cpp->make_model = [](fake::Engine& used) { return std::make_unique<fake::Model>(used); };
    request.labels = {" good", " bad"};
    request.prompts.given = {"x"};
    EXPECT_EQ(classify(request, around()), 1);
    EXPECT_THAT(err.text, HasSubstr("tokeniser"));
}

}  // namespace
}  // namespace rocinfer_cli
