// SPDX-License-Identifier: EUPL-1.2
#include "http/http_call.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace inference::http {
namespace {

using Taken = HttpCall::Taken;
using Kind = End::Kind;
using std::chrono::milliseconds;

class ScriptedCarrier final : public Carrier {
public:
    using Script = std::function<void(std::optional<Clock::time_point>)>;
    explicit ScriptedCarrier(Script script) : script_(std::move(script)) {}
    void carry(std::optional<Clock::time_point> deadline) override { script_(deadline); }
    void attend() override {}
    bool sending() override { return false; }
    void hang_up() noexcept override {}

private:
    const Script script_;
};

TEST(exchange, a_full_buffer_refuses_bytes_until_the_reader_took_them) {
    HttpCall exchange({}, 10);
    EXPECT_TRUE(exchange.offer("12345678"));
    EXPECT_FALSE(exchange.offer("abc"));
    std::string piece;
    EXPECT_EQ(exchange.take(piece), Taken::bytes);
    EXPECT_EQ(piece, "12345678");
    EXPECT_TRUE(exchange.offer("abc"));
    EXPECT_EQ(exchange.take(piece), Taken::bytes);
    EXPECT_EQ(piece, "abc");
}

TEST(exchange, one_piece_larger_than_the_buffer_still_passes) {
    HttpCall exchange({}, 4);
    EXPECT_TRUE(exchange.offer("larger than four"));
    std::string piece;
    EXPECT_EQ(exchange.take(piece), Taken::bytes);
    EXPECT_EQ(piece, "larger than four");
}

TEST(exchange, bytes_come_before_the_end) {
    HttpCall exchange({});
    exchange.offer("all");
    exchange.finish({Kind::complete, {}});
    std::string piece;
    EXPECT_EQ(exchange.take(piece), Taken::bytes);
    EXPECT_EQ(exchange.take(piece), Taken::ended);
    EXPECT_EQ(piece, "");
    EXPECT_EQ(exchange.take(piece), Taken::ended) << "and for ever";
}

TEST(exchange, a_cancelled_one_ends_at_once) {
    HttpCall exchange({});
    exchange.offer("never read");
    exchange.finish({Kind::cancelled, "by us"});
    std::string piece;
    EXPECT_EQ(exchange.take(piece), Taken::ended);
    EXPECT_EQ(exchange.end().kind, Kind::cancelled);
}

TEST(exchange, the_first_end_counts) {
    HttpCall exchange({});
    exchange.finish({Kind::broken, "first"});
    exchange.finish({Kind::complete, "second"});
    EXPECT_EQ(exchange.end().kind, Kind::broken);
    EXPECT_EQ(exchange.end().reason, "first");
}

TEST(exchange, takes_offers_after_the_end_for_nothing) {
    HttpCall exchange({}, 1);
    exchange.finish({Kind::cancelled, {}});
    EXPECT_TRUE(exchange.offer("much too much")) << "the loop must not pause for it";
    std::string piece;
    EXPECT_EQ(exchange.take(piece), Taken::ended);
}

TEST(exchange, the_reader_brings_what_is_not_there_yet_itself) {
    HttpCall exchange({});
    int carried = 0;
    exchange.set_carrier(std::make_unique<ScriptedCarrier>([&](std::optional<Clock::time_point>) {
        if (++carried == 2) exchange.offer("one");
        if (carried == 3) exchange.finish({Kind::complete, {}});
    }));
    std::string piece;
    EXPECT_EQ(exchange.take(piece), Taken::bytes);
    EXPECT_EQ(piece, "one");
    EXPECT_EQ(carried, 2);
    EXPECT_EQ(exchange.take(piece), Taken::ended);
    EXPECT_EQ(exchange.take(piece), Taken::ended);
    EXPECT_EQ(carried, 3) << "nothing is brought after the end";
}

TEST(exchange, what_is_there_is_taken_without_the_carrier) {
    HttpCall exchange({});
    exchange.set_carrier(std::make_unique<ScriptedCarrier>(
        [](std::optional<Clock::time_point>) { ADD_FAILURE() << "asked for nothing"; }));
    exchange.offer("here");
    std::string piece;
    EXPECT_EQ(exchange.take(piece), Taken::bytes);
}

TEST(exchange, waits_until_the_deadline_and_no_longer) {
    HttpCall exchange({});
    exchange.set_carrier(std::make_unique<ScriptedCarrier>(
        [](std::optional<Clock::time_point> until) { std::this_thread::sleep_until(*until); }));
    std::string piece;
    const auto deadline = Clock::now() + milliseconds(30);
    EXPECT_EQ(exchange.take(piece, deadline), Taken::timed_out);
    EXPECT_GE(Clock::now(), deadline);
}

TEST(exchange, one_that_was_never_started_is_broken) {
    HttpCall exchange({});
    std::string piece;
    EXPECT_EQ(exchange.take(piece), Taken::ended);
    EXPECT_EQ(exchange.end().kind, Kind::broken);
}

TEST(exchange, a_deadline_that_has_passed_holds_however_much_is_waiting) {
    HttpCall exchange({});
    exchange.offer("a server that never stops talking");
    std::string piece;
    EXPECT_EQ(exchange.take(piece, Clock::now() - milliseconds(1)), Taken::timed_out);
    // What is complete was in time.
    exchange.finish({Kind::complete, {}});
    EXPECT_EQ(exchange.take(piece, Clock::now() - milliseconds(1)), Taken::bytes);
}

TEST(exchange, remembers_the_head) {
    HttpCall exchange({"POST", "/x", "{}"});
    EXPECT_EQ(exchange.status(), 0);
    exchange.set_head(503, "application/json");
    EXPECT_EQ(exchange.status(), 503);
    EXPECT_EQ(exchange.content_type(), "application/json");
    EXPECT_EQ(exchange.request().path, "/x");
}

TEST(exchange, progress_is_when_bytes_came) {
    HttpCall exchange({});
    const auto before = Clock::now();
    exchange.offer("x");
    EXPECT_GE(exchange.last_progress(), before);
}

}  // namespace
}  // namespace inference::http
