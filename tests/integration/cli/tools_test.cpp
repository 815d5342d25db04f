// SPDX-License-Identifier: EUPL-1.2
#include "command_fixture.h"

#include <gmock/gmock.h>

#include <csignal>

namespace rocinfer_test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class tokenize_command : public CommandTest {};

TEST_F(tokenize_command, ids_come_back_as_the_text) {
    const std::string text = "Größe 5 €\nnext\tline 𝄞";
    const Ran ids = run({"tokenize", "--ids", "-p", text});
    ASSERT_EQ(ids.code, 0) << ids.err;
    const Ran back = run({"tokenize", "--detokenize"}, ids.out);
    EXPECT_EQ(back.code, 0) << back.err;
    EXPECT_EQ(back.out, text);
}

TEST_F(tokenize_command, the_table_and_the_count_agree) {
    const Ran table = run({"tokenize", "-p", "The capital of France is"});
    const Ran count = run({"tokenize", "--count", "-p", "The capital of France is"});
    ASSERT_EQ(table.code, 0) << table.err;
    EXPECT_EQ(std::to_string(std::ranges::count(table.out, '\n')) + "\n", count.out);
    EXPECT_THAT(table.out, HasSubstr("   capital\n"));
}

class batch_command : public CommandTest {
protected:
    static constexpr const char* kCountries[] = {"France", "Chile", "Kenya", "Japan",
                                                 "Spain",  "Egypt", "Peru",  "Norway"};
    static std::string prompts() {
        std::string lines;
        for (const char* country : kCountries) {
            lines += nlohmann::json{{"id", country},
                                    {"prompt", std::string("The capital of ") + country + " is"}}
                         .dump() +
                     "\n";
        }
        return lines;
    }
};

TEST_F(batch_command, answers_each_prompt_as_if_it_were_alone) {
    const Ran ran = run({"batch", "--slots", "4"}, prompts());
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto records = json_lines(ran.out);
    ASSERT_EQ(records.size(), std::size(kCountries));
    for (std::size_t i = 0; i < records.size(); ++i)
        EXPECT_EQ(records[i]["id"], kCountries[i]);
    EXPECT_THAT(records[0]["text"].get<std::string>(), StartsWith(" Paris"));
    EXPECT_THAT(records[1]["text"].get<std::string>(), StartsWith(" Santiago"));
    EXPECT_THAT(records[3]["text"].get<std::string>(), StartsWith(" Tokyo"));
}

TEST_F(batch_command, goes_on_after_it_was_killed) {
    const std::string in = folder / "in.jsonl";
    const std::string out = folder / "out.jsonl";
    {
        std::ofstream file(in);
        for (int i = 0; i < 40; ++i)
            file << nlohmann::json{{"id", i}, {"prompt", "Once upon a time"}}.dump() << "\n";
    }
    const Arguments arguments{"batch", "-i", in, "-o", out, "-n", "200", "--ignore-eos"};
    {
        Subprocess command = start(arguments);
        ASSERT_TRUE(comes_true(
            [&] { return std::filesystem::exists(out) && std::filesystem::file_size(out) > 0; }));
        command.signal(SIGKILL);
        command.wait();
    }
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("were there already"));
    std::ostringstream text;
    text << std::ifstream(out).rdbuf();
    const auto records = json_lines(text.str());
    ASSERT_EQ(records.size(), 40U);
    for (int i = 0; i < 40; ++i) {
        EXPECT_EQ(records[static_cast<std::size_t>(i)]["id"], i);
        EXPECT_EQ(records[static_cast<std::size_t>(i)]["text"], records[0]["text"]);
    }
}

TEST_F(batch_command, ctrl_c_leaves_whole_records_only) {
    std::string lines;
    for (int i = 0; i < 200; ++i)
        lines += nlohmann::json{{"id", i}, {"prompt", "Once upon a time"}}.dump() + "\n";
    Subprocess command = start({"batch", "-n", "200", "--ignore-eos"});
    command.write(lines);
    command.close_stdin();
    ASSERT_TRUE(command.read_until("\n"));
    command.signal(SIGINT);
    EXPECT_EQ(command.wait(), 130) << command.err();
    const auto records = json_lines(command.out());
    EXPECT_LT(records.size(), 200U);
    for (const auto& record : records)
        EXPECT_EQ(record["generated_tokens"], 200);
}

class bench_command : public CommandTest {};

TEST_F(bench_command, measures_and_compares) {
    const Arguments quick{"bench", "--prompt-tokens", "64", "--tokens", "16", "--streams",
                          "2",     "--repeat",        "1"};
    auto with = [&](const Arguments& more) {
        Arguments all = quick;
        all.insert(all.end(), more.begin(), more.end());
        return all;
    };
    const Ran json = run(with({"--json"}));
    ASSERT_EQ(json.code, 0) << json.err;
    const auto result = nlohmann::json::parse(json.out);
    EXPECT_GT(result["load_ms"].get<double>(), 0.0);
    EXPECT_GT(result["prefill_tokens_per_second"].get<double>(), 0.0);
    EXPECT_GT(result["decode_tokens_per_second"].get<double>(), 0.0);
    EXPECT_GT(result["throughput"][1]["tokens_per_second"].get<double>(), 0.0);
    EXPECT_EQ(result["conditions"]["backend"], "llama_cpp");
    EXPECT_NE(result["conditions"]["engine"], "");

    std::ofstream(folder / "old.json") << json.out;
    const Ran compared = run(with({"--compare", (folder / "old.json").string()}));
    EXPECT_EQ(compared.code, 0) << compared.err;
    EXPECT_THAT(compared.out, HasSubstr("now/before"));
    EXPECT_THAT(compared.out, ::testing::Not(HasSubstr("Not the same conditions")));
}

class embed_command : public CommandTest {};

TEST_F(embed_command, gives_vectors_of_unit_length) {
    const Ran ran = run({"embed", "-p", "a cat", "-p", "a dog", "--json"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto lines = json_lines(ran.out);
    ASSERT_EQ(lines.size(), 2U);
    for (const auto& line : lines) {
        double sum = 0;
        for (const double value : line["embedding"])
            sum += value * value;
        EXPECT_NEAR(sum, 1, 1e-3);
    }
}

class classify_command : public CommandTest {};

TEST_F(classify_command, tells_good_feelings_from_bad_ones) {
    const Ran ran = run({"classify", "--labels", "positive,negative", "--template",
                         "Text: {}\\nFeeling:", "--json"},
                        "This morning nobody helped me.\nI love this wonderful holiday!\n");
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto lines = json_lines(ran.out);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0]["label"], "negative");
    EXPECT_EQ(lines[1]["label"], "positive");
    EXPECT_NEAR(
        lines[0]["labels"]["positive"].get<double>() + lines[0]["labels"]["negative"].get<double>(),
        1, 1e-6);
}

TEST_F(classify_command, without_labels_the_token_is_that_of_a_greedy_run) {
    const Ran classified = run({"classify", "-p", "The capital of France is", "--json"});
    ASSERT_EQ(classified.code, 0) << classified.err;
    const Ran greedy = run({"run", "-p", "The capital of France is", "-n", "1", "--json"});
    EXPECT_EQ(json_lines(classified.out)[0]["id"], json_lines(greedy.out)[0]["id"]);
}

}  // namespace
}  // namespace rocinfer_test
