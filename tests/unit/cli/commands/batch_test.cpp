// SPDX-License-Identifier: EUPL-1.2
#include "commands/batch.h"

#include "batch/batch_queue.h"
#include "batch/batch_record.h"
#include "unit/cli/fixture.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace rocinfer_cli {
namespace {

using inference::Error;
using inference::ErrorCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class batch_command : public fake::CommandTest {
protected:
    batch_command() {
        request.model.path = "some.gguf";
        request.model.quiet = true;
        engine.info.parallel_slots = 4;
        say({"an", "swer"});
        std::string name = (std::filesystem::temp_directory_path() / "rocinfer-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) folder = name;
    }
    ~batch_command() override { std::filesystem::remove_all(folder); }

    static std::vector<nlohmann::json> records(const std::string& text) {
        std::vector<nlohmann::json> all;
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);)
            all.push_back(nlohmann::json::parse(line));
        return all;
    }
    static std::string read(const std::string& path) {
        std::ostringstream text;
        text << std::ifstream(path).rdbuf();
        return text.str();
    }
    static std::vector<int> ids(const std::string& text) {
        std::vector<int> all;
        for (const auto& record : records(text))
            all.push_back(record["id"].get<int>());
        return all;
    }

    BatchRequest request;
    std::filesystem::path folder;
};

TEST_F(batch_command, answers_every_line_in_order) {
    for (int i = 0; i < 100; ++i)
        in.text += nlohmann::json{{"id", i}, {"prompt", "p" + std::to_string(i)}}.dump() + "\n";
    EXPECT_EQ(batch(request, around()), 0);
    const auto all = records(out.text);
    ASSERT_EQ(all.size(), 100U);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(all[static_cast<std::size_t>(i)]["id"], i);
    EXPECT_EQ(all[7]["text"], "answer");
    EXPECT_EQ(all[7]["stop_reason"], "end_of_sequence");
    EXPECT_EQ(engine.prompts.size(), 100U);
    EXPECT_EQ(engine.closed, 1);
}

TEST_F(batch_command, takes_texts_ids_and_conversations) {
    in.text =
        "{\"id\":\"a\",\"prompt\":[1,2]}\n"
        "\n"
        "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}\n";
    EXPECT_EQ(batch(request, around()), 0);
    const auto all = records(out.text);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0]["id"], "a");
    EXPECT_EQ(all[1]["id"], 3);  // its line
    EXPECT_THAT(engine.prompts, ElementsAre("ids"));
    EXPECT_EQ(engine.conversations.size(), 1U);
}

TEST_F(batch_command, a_bad_line_does_not_spoil_the_rest) {
    in.text =
        "nonsense\n{\"id\":2}\n{\"id\":3,\"prompt\":[-1]}\n{\"id\":4,\"prompt\":\"x\"}\n"
        "{\"id\":[],\"prompt\":\"x\"}\n{\"id\":6,\"prompt\":\"x\",\"messages\":[]}\n";
    EXPECT_EQ(batch(request, around()), 1);
    const auto all = records(out.text);
    ASSERT_EQ(all.size(), 6U);
    for (const std::size_t bad : {0U, 1U, 2U, 4U, 5U}) {
        EXPECT_EQ(all[bad]["error"]["code"], "invalid_argument") << bad;
        EXPECT_THAT(all[bad]["error"]["message"].get<std::string>(),
                    HasSubstr("line " + std::to_string(bad + 1)));
    }
    EXPECT_EQ(all[3]["text"], "answer");
}

TEST_F(batch_command, a_prompt_that_fails_carries_its_error_and_makes_it_exit_1) {
    engine.script.error = Error{ErrorCode::context_exceeded, "llamacpp: too long", {}};
    in.text = "{\"prompt\":\"x\"}\n{\"prompt\":\"y\"}\n";
    EXPECT_EQ(batch(request, around()), 1);
    const auto all = records(out.text);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1]["error"]["code"], "context_exceeded");
    EXPECT_EQ(all[1]["text"], "answer");
}

TEST_F(batch_command, goes_on_where_an_earlier_output_ends) {
    request.input = folder / "in.jsonl";
    request.output = folder / "out.jsonl";
    std::ofstream(*request.input) << "{\"id\":1,\"prompt\":\"a\"}\n{\"id\":2,\"prompt\":\"b\"}\n"
                                     "{\"id\":3,\"prompt\":\"c\"}\n";
    // The second record was cut in the middle.
    std::ofstream(*request.output) << "{\"id\":1,\"text\":\"old\"}\n{\"id\":2,\"te";
    EXPECT_EQ(batch(request, around()), 0);
    EXPECT_EQ(out.text, "");
    const auto all = records(read(*request.output));
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0]["text"], "old");
    EXPECT_EQ(all[1]["id"], 2);
    EXPECT_EQ(all[2]["id"], 3);
    EXPECT_EQ(engine.prompts.size(), 2U);

    EXPECT_EQ(batch(request, around()), 0);
    EXPECT_EQ(engine.prompts.size(), 2U);
    EXPECT_EQ(records(read(*request.output)).size(), 3U);
}

TEST_F(batch_command, does_not_add_to_a_file_that_is_something_else) {
    request.output = folder / "letter.txt";
    std::ofstream(*request.output) << "Dear Sir\n";
    in.text = "{\"prompt\":\"x\"}\n";
    EXPECT_EQ(batch(request, around()), 2);
    EXPECT_THAT(err.text, HasSubstr("line 1"));
    EXPECT_EQ(read(*request.output), "Dear Sir\n");
    EXPECT_TRUE(engine.loads.empty());
}

TEST_F(batch_command, ctrl_c_leaves_only_whole_answers_in_order) {
    for (int i = 0; i < 200; ++i)
        in.text += nlohmann::json{{"id", i}, {"prompt", "p"}}.dump() + "\n";
    std::atomic<int> tokens = 0;
    engine.script.before_token = [&](std::size_t) {
        if (++tokens == 60) interrupts.trigger(SIGINT);
    };
    EXPECT_EQ(batch(request, around()), 130);
    const auto all = ids(out.text);
    EXPECT_LT(all.size(), 100U);
    for (std::size_t i = 0; i < all.size(); ++i)
        EXPECT_EQ(all[i], static_cast<int>(i));
    for (const auto& record : records(out.text))
        EXPECT_FALSE(record.contains("error"));
}

TEST_F(batch_command, a_closed_pipe_ends_it_quietly) {
    for (int i = 0; i < 200; ++i)
        in.text += nlohmann::json{{"id", i}, {"prompt", "p"}}.dump() + "\n";
    out.close_after = 200;
    EXPECT_EQ(batch(request, around()), 0);
    EXPECT_LT(records(out.text).size(), 10U);
    EXPECT_EQ(err.text, "");
}

TEST_F(batch_command, an_id_that_comes_twice_is_refused_and_stays_an_error) {
    request.input = folder / "in.jsonl";
    request.output = folder / "out.jsonl";
    std::ofstream(*request.input) << "{\"id\":1,\"prompt\":\"a\"}\n{\"id\":3,\"prompt\":\"b\"}\n"
                                     "{\"prompt\":\"c\"}\n";
    for (int attempt = 0; attempt < 2; ++attempt) {
        EXPECT_EQ(batch(request, around()), 1);
        const auto all = records(read(*request.output));
        ASSERT_EQ(all.size(), 3U) << attempt;
        EXPECT_FALSE(all[1].contains("error"));
        EXPECT_EQ(all[2]["id"], 3);
        EXPECT_THAT(all[2]["error"]["message"].get<std::string>(),
                    HasSubstr("line 3: its id 3 is that of line 2 already"));
    }
    EXPECT_EQ(engine.prompts.size(), 2U);
}

TEST_F(batch_command, what_failed_is_asked_again) {
    request.input = folder / "in.jsonl";
    request.output = folder / "out.jsonl";
    std::ofstream(*request.input) << "{\"id\":1,\"prompt\":\"a\"}\n";
    engine.script.error = Error{ErrorCode::engine_died, "fake: gone", {}};
    EXPECT_EQ(batch(request, around()), 1);
    EXPECT_EQ(batch(request, around()), 1);
    engine.script.error.reset();
    EXPECT_EQ(batch(request, around()), 0);
    const auto all = records(read(*request.output));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_FALSE(all[0].contains("error"));
}

TEST_F(batch_command, its_output_is_not_its_input) {
    request.input = request.output = folder / "both.jsonl";
    std::ofstream(*request.input) << "{\"id\":1,\"prompt\":\"a\"}\n";
    EXPECT_EQ(batch(request, around()), 2);
    EXPECT_THAT(err.text, HasSubstr("is the input, too"));
    EXPECT_TRUE(engine.loads.empty());
}

TEST_F(batch_command, keys_that_mean_nothing_are_named_once) {
    in.text = "{\"prompt\":\"a\",\"topk\":1}\n{\"prompt\":\"b\",\"topk\":1}\n";
    EXPECT_EQ(batch(request, around()), 0);
    EXPECT_THAT(err.text, HasSubstr("line 1: the key \"topk\" means nothing here"));
    EXPECT_EQ(err.text.find("topk"), err.text.rfind("topk"));
}

TEST_F(batch_command, a_missing_input_is_exit_1_before_anything_is_loaded) {
    request.input = folder / "none.jsonl";
    EXPECT_EQ(batch(request, around()), 1);
    EXPECT_TRUE(engine.loads.empty());
    EXPECT_THAT(err.text, HasSubstr("none.jsonl"));
}

}  // namespace
}  // namespace rocinfer_cli
