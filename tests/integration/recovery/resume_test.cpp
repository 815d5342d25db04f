// SPDX-License-Identifier: EUPL-1.2
// Streams whose server is killed in the middle, on the real llama-server: they go on where they
// stopped.
#include "recovery_fixture.h"

#include <random>

namespace recovery {
namespace {

class resume : public Recovery {
protected:
    void SetUp() override { REQUIRE_ENGINE(); }

    static GenerateOptions exactly(int tokens) {
        GenerateOptions options;
        options.max_tokens = tokens;
        options.ignore_end_of_sequence = true;
        return options;
    }

    /// Reads a stream to its end and kills the server before the tokens at these places.
    static std::vector<Token> read_killing(TokenStream& stream, std::vector<std::size_t> places) {
        std::vector<Token> tokens;
        while (true) {
            if (!places.empty() && places.front() == tokens.size()) {
                places.erase(places.begin());
                EXPECT_TRUE(kill_server());
            }
            auto token = stream.next();
            if (!token) return tokens;
            tokens.push_back(*std::move(token));
        }
    }
};

TEST_F(resume, a_hundred_cut_streams_are_token_for_token_what_they_would_have_been) {
    const auto model = support::load_bundled(tireless(support::on_the_cpu(1, 1024)));
    ASSERT_TRUE(model);
    constexpr int kTokens = 150;
    const std::vector<Prompt> prompts = {"The capital of France is", "Once upon a time",
                                         "What is 7 plus 5?", Prompt{1, 100, 200, 300, 400, 500}};
    std::vector<std::vector<Token>> undisturbed;
    for (const Prompt& prompt : prompts)
        undisturbed.push_back(all(model->generate(prompt, exactly(kTokens))));

    std::mt19937 random(20261123);
    int resumptions = 0;
    for (std::size_t i = 0; i < 100; ++i) {
        const std::size_t which = i % prompts.size();
        const std::size_t place = random() % kTokens;
        TokenStream stream = model->generate(prompts[which], exactly(kTokens));
        const auto tokens = read_killing(stream, {place});
        EXPECT_FALSE(stream.error()) << stream.error()->message;
        EXPECT_EQ(stream.stop_reason(), StopReason::limit);
        ASSERT_TRUE(tokens == undisturbed[which]) << "cut before token " << place;
        EXPECT_EQ(stream.metrics().generated_tokens, kTokens);
        resumptions += stream.metrics().resumptions;
    }
    // The server is ahead of its reader: where it had sent everything already, nothing was cut.
    EXPECT_GE(resumptions, 50);
}

TEST_F(resume, one_stream_outlives_many_servers) {
    const auto model = support::load_bundled(tireless(support::on_the_cpu(1, 1024)));
    ASSERT_TRUE(model);
    const auto undisturbed = all(model->generate("Once upon a time", exactly(600)));
    TokenStream stream = model->generate("Once upon a time", exactly(600));
    const auto tokens = read_killing(stream, {0, 1, 2, 40, 105, 106, 300});
    EXPECT_FALSE(stream.error()) << stream.error()->message;
    EXPECT_EQ(ids_of(tokens), ids_of(undisturbed));
    EXPECT_GE(stream.metrics().resumptions, 5);
    EXPECT_GT(stream.metrics().decode_tokens_per_second, 0);
    EXPECT_LT(stream.metrics().prompt_tokens, 30);
}

TEST_F(resume, ten_streams_at_once_all_go_on) {
    const auto model = support::load_bundled(tireless(support::on_the_cpu(4, 512)));
    ASSERT_TRUE(model);
    constexpr int kStreams = 10;
    const auto prompt = [](int i) { return "Tell me about the number " + std::to_string(i); };
    // Decoded side by side they are not always what they are alone: the engine's batch decides.
    // What must hold is that no token is missing, doubled or of another stream.
    std::vector<TokenStream> streams;
    for (int i = 0; i < kStreams; ++i)
        streams.push_back(model->generate(prompt(i), exactly(100)));
    for (int i = 0; i < 4; ++i)
        ASSERT_TRUE(streams[static_cast<std::size_t>(i)].next());
    ASSERT_TRUE(kill_server());
    for (int i = 0; i < kStreams; ++i) {
        TokenStream& stream = streams[static_cast<std::size_t>(i)];
        std::int64_t tokens = i < 4 ? 1 : 0;
        while (stream.next())
            ++tokens;
        EXPECT_FALSE(stream.error()) << stream.error()->message;
        EXPECT_EQ(tokens, 100);
        EXPECT_EQ(stream.metrics().generated_tokens, 100);
    }
}

TEST_F(resume, sampled_text_goes_on_and_its_length_is_kept) {
    const auto model = support::load_bundled(tireless(support::on_the_cpu()));
    ASSERT_TRUE(model);
    for (const bool seeded : {false, true}) {
        GenerateOptions options = exactly(120);
        options.temperature = 1.0F;
        if (seeded) options.seed = 7;
        TokenStream stream = model->generate("Once upon a time", options);
        EXPECT_EQ(read_killing(stream, {10, 50}).size(), 120U);
        EXPECT_FALSE(stream.error()) << stream.error()->message;
        EXPECT_EQ(stream.metrics().generated_tokens, 120);
    }
}

TEST_F(resume, text_bound_by_a_grammar_is_generated_again_and_checked) {
    const auto model = support::load_bundled(tireless(support::on_the_cpu()));
    ASSERT_TRUE(model);
    GenerateOptions options;
    options.max_tokens = 80;
    options.grammar = "root ::= [a-z ]*";
    options.ignore_end_of_sequence = true;
    const auto undisturbed = all(model->generate("Once upon a time", options));
    ASSERT_GT(undisturbed.size(), 20U);
    TokenStream stream = model->generate("Once upon a time", options);
    EXPECT_EQ(ids_of(read_killing(stream, {3, 12})), ids_of(undisturbed));
    EXPECT_FALSE(stream.error()) << stream.error()->message;
    EXPECT_GE(stream.metrics().resumptions, 1);

    options.temperature = 1.0F;  // free draws can't be drawn again
    TokenStream free = model->generate("Once upon a time", options);
    read_killing(free, {3});
    ASSERT_TRUE(free.error());
    EXPECT_THAT(free.error()->message, testing::HasSubstr("signal 9"));
    EXPECT_THAT(free.error()->message, testing::HasSubstr("grammar"));
}

TEST_F(resume, a_stop_string_across_the_cut_still_stops) {
    const auto model = support::load_bundled(tireless(support::on_the_cpu()));
    ASSERT_TRUE(model);
    const auto whole = all(model->generate("The capital of France is", exactly(60)));
    ASSERT_EQ(whole.size(), 60U);
    GenerateOptions options = exactly(60);
    // Two tokens' texts: the first of them is held back until the second has come.
    options.stop = {whole[40].text + whole[41].text};
    TokenStream undisturbed = model->generate("The capital of France is", options);
    const auto expected = undisturbed.text();
    ASSERT_TRUE(expected);
    TokenStream stream = model->generate("The capital of France is", options);
    std::string text;
    for (const Token& token : read_killing(stream, {5, 12}))
        text += token.text;
    EXPECT_EQ(text, *expected);
    EXPECT_EQ(stream.stop_reason(), StopReason::stop_string);
}

TEST_F(resume, a_stream_that_must_not_resume_ends_with_the_reason) {
    const auto model = support::load_bundled(tireless(support::on_the_cpu()));
    ASSERT_TRUE(model);
    GenerateOptions options = exactly(400);
    options.resume = false;
    TokenStream stream = model->generate("Once upon a time", options);
    ASSERT_TRUE(stream.next());
    ASSERT_TRUE(kill_server());
    while (stream.next()) {
    }
    ASSERT_TRUE(stream.error());
    // What sends SIGKILL unasked is most often the kernel, for want of memory.
    EXPECT_EQ(stream.error()->code, ErrorCode::out_of_memory);
    EXPECT_THAT(stream.error()->message, testing::HasSubstr("signal 9"));
    // The model itself is well again.
    EXPECT_EQ(all(model->generate("Once upon a time", exactly(5))).size(), 5U);
}

TEST_F(resume, calls_that_are_no_streams_are_asked_again) {
    const auto model = support::load_bundled(tireless(support::on_the_cpu(2)));
    ASSERT_TRUE(model);
    const std::vector<Prompt> prompts(200, Prompt("The capital of France is"));
    const auto undisturbed = model->classify(prompts);
    ASSERT_TRUE(undisturbed);
    std::jthread killer([](const std::stop_token& stop) {
        for (int i = 0; i < 3 && !stop.stop_requested(); ++i) {
            while (!kill_server() && !stop.stop_requested())
                std::this_thread::yield();
        }
    });
    const auto results = model->classify(prompts);
    killer.request_stop();
    killer.join();
    ASSERT_TRUE(results);
    int failed = 0;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        // A call that lost its server twice says so.
        if ((*results)[i].error) {
            EXPECT_THAT((*results)[i].error->message, testing::HasSubstr("signal 9"));
            ++failed;
            continue;
        }
        EXPECT_EQ((*results)[i].token.id, (*undisturbed)[i].token.id);
    }
    EXPECT_LT(failed, 20);
    const auto* tokeniser = dynamic_cast<Tokeniser*>(model.get());
    ASSERT_TRUE(tokeniser);
    ASSERT_TRUE(kill_server());
    EXPECT_TRUE(const_cast<Tokeniser*>(tokeniser)->tokenize("Once upon a time", false, false));
}

}  // namespace
}  // namespace recovery
