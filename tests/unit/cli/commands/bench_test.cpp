// SPDX-License-Identifier: EUPL-1.2
#include "commands/bench.h"

#include "report/bench_report.h"
#include "unit/cli/fixture.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <fstream>
#include <unistd.h>

namespace rocinfer_cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class bench_command : public fake::CommandTest {
protected:
    bench_command() {
        request.model.path = "folder/some.gguf";
        request.model.quiet = true;
        request.rocinfer_version = "9.9.9";
        request.streams = 4;
        request.repeat = 2;
        engine.info.path = "folder/some.gguf";
        engine.info.engine = "b1234";
        engine.info.device = "Radeon RX 7800 XT";
        engine.info.vocab_size = 1000;
        engine.script.metrics.prefill_tokens_per_second = 2000;
        engine.script.metrics.decode_tokens_per_second = 100;
        engine.script.metrics.time_to_first_token = std::chrono::milliseconds(25);
        say({"a", "b"});
        std::string name = (std::filesystem::temp_directory_path() / "rocinfer-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) folder = name;
    }
    ~bench_command() override { std::filesystem::remove_all(folder); }

    BenchRequest request;
    std::filesystem::path folder;
};

TEST_F(bench_command, measures_alone_and_with_1_2_and_4_streams) {
    request.format = AnswerFormat::json;
    EXPECT_EQ(bench(request, around()), 0) << err.text;
    const auto json = nlohmann::json::parse(out.text);
    EXPECT_EQ(json["first_token_ms"], 25.0);
    EXPECT_EQ(json["prefill_tokens_per_second"], 2000.0);
    EXPECT_EQ(json["decode_tokens_per_second"], 100.0);
    ASSERT_EQ(json["throughput"].size(), 3U);
    EXPECT_EQ(json["throughput"][2]["streams"], 4);
    EXPECT_GT(json["throughput"][2]["tokens_per_second"], 0.0);
    // One to warm up, then each twice: alone, 1, 2 and 4 streams.
    EXPECT_EQ(engine.requests.size(), 1U + 2 * (1 + 1 + 2 + 4));
    EXPECT_TRUE(engine.requests.at(0).ignore_end_of_sequence);
    EXPECT_EQ(engine.requests.at(0).max_tokens, 128);
}

TEST_F(bench_command, loads_as_many_slots_as_streams_each_with_room_enough) {
    EXPECT_EQ(bench(request, around()), 0);
    EXPECT_EQ(engine.loads.at(0).parallel_slots, 4);
    EXPECT_GE(engine.loads.at(0).context_length, 512 + 128);
}

TEST_F(bench_command, a_number_of_streams_that_is_no_power_of_two_comes_last) {
    request.streams = 6;
    request.format = AnswerFormat::json;
    EXPECT_EQ(bench(request, around()), 0);
    const auto json = nlohmann::json::parse(out.text);
    ASSERT_EQ(json["throughput"].size(), 4U);
    EXPECT_EQ(json["throughput"][3]["streams"], 6);
}

TEST_F(bench_command, names_its_conditions) {
    EXPECT_EQ(bench(request, around()), 0);
    EXPECT_THAT(out.text, AllOf(HasSubstr("b1234"), HasSubstr("llama_cpp"), HasSubstr("9.9.9"),
                                HasSubstr("Radeon RX 7800 XT"), HasSubstr("some.gguf"),
                                HasSubstr("tokens/s by streams")));
}

TEST_F(bench_command, compares_with_an_earlier_output) {
    request.format = AnswerFormat::json;
    ASSERT_EQ(bench(request, around()), 0);
    const std::string old = folder / "old.json";
    std::ofstream(old) << out.text;
    out.text.clear();
    request.format = AnswerFormat::text;
    request.compare = old;
    engine.script.metrics.decode_tokens_per_second = 150;
    ASSERT_EQ(bench(request, around()), 0) << err.text;
    EXPECT_THAT(out.text, HasSubstr("1.500"));
    EXPECT_THAT(out.text, Not(HasSubstr("Not the same conditions")));

    out.text.clear();
    engine.info.engine = "b5678";
    ASSERT_EQ(bench(request, around()), 0);
    EXPECT_THAT(out.text, HasSubstr("Not the same conditions"));
    EXPECT_THAT(out.text, HasSubstr("engine: b5678 now, b1234 before"));
}

TEST_F(bench_command, refuses_to_compare_with_anything_else_before_it_loads) {
    const std::string other = folder / "other.json";
    for (const char* text :
         {"{}", "nonsense", "[]", "{\"rocinfer_bench\":1}", "{\"rocinfer_bench\":\"x\"}",
          "{\"rocinfer_bench\":1,\"conditions\":{\"a\":1}}"}) {
        std::ofstream(other) << text;
        request.compare = other;
        EXPECT_EQ(bench(request, around()), 2) << text;
    }
    EXPECT_TRUE(engine.loads.empty());
}

TEST_F(bench_command, refuses_numbers_out_of_range_by_name) {
    request.streams = 0;
    EXPECT_EQ(bench(request, around()), 2);
    EXPECT_THAT(err.text, HasSubstr("--streams must be 1 to 256, not 0"));
}

TEST_F(bench_command, ctrl_c_is_130_and_prints_no_figures) {
    engine.script.before_token = [&](std::size_t) { interrupts.trigger(SIGINT); };
    EXPECT_EQ(bench(request, around()), 130);
    EXPECT_EQ(out.text, "");
}

TEST_F(bench_command, an_engine_that_fails_is_exit_1) {
    engine.script.error =
        inference::Error{inference::ErrorCode::engine_died, "llamacpp: it died", {}};
    EXPECT_EQ(bench(request, around()), 1);
    EXPECT_EQ(out.text, "");
}

}  // namespace
}  // namespace rocinfer_cli
