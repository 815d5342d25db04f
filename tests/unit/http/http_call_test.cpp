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

TEST(http_call, a_full_buffer_refuses_bytes_until_the_reader_took_them) {
    HttpCall call({}, 10);
    EXPECT_TRUE(call.offer("12345678"));
    EXPECT_FALSE(call.offer("abc"));
    std::string piece;
    EXPECT_EQ(call.take(piece), Taken::bytes);
    EXPECT_EQ(piece, "12345678");
    EXPECT_TRUE(call.offer("abc"));
    EXPECT_EQ(call.take(piece), Taken::bytes);
    EXPECT_EQ(piece, "abc");
}

TEST(http_call, one_piece_larger_than_the_buffer_still_passes) {
    HttpCall call({}, 4);
    EXPECT_TRUE(call.offer("larger than four"));
    std::string piece;
    EXPECT_EQ(call.take(piece), Taken::bytes);
    EXPECT_EQ(piece, "larger than four");
}

TEST(http_call, bytes_come_before_the_end) {
    HttpCall call({});
    call.offer("all");
    call.finish({Kind::complete, {}});
    std::string piece;
    EXPECT_EQ(call.take(piece), Taken::bytes);
    EXPECT_EQ(call.take(piece), Taken::ended);
    EXPECT_EQ(piece, "");
    EXPECT_EQ(call.take(piece), Taken::ended) << "and for ever";
}

TEST(http_call, a_cancelled_one_ends_at_once) {
    HttpCall call({});
    call.offer("never read");
    call.finish({Kind::cancelled, "by us"});
    std::string piece;
    EXPECT_EQ(call.take(piece), Taken::ended);
    EXPECT_EQ(call.end().kind, Kind::cancelled);
}

TEST(http_call, the_first_end_counts) {
    HttpCall call({});
    call.finish({Kind::broken, "first"});
    call.finish({Kind::complete, "second"});
    EXPECT_EQ(call.end().kind, Kind::broken);
    EXPECT_EQ(call.end().reason, "first");
}

TEST(http_call, takes_offers_after_the_end_for_nothing) {
    HttpCall call({}, 1);
    call.finish({Kind::cancelled, {}});
    EXPECT_TRUE(call.offer("much too much")) << "the loop must not pause for it";
    std::string piece;
    EXPECT_EQ(call.take(piece), Taken::ended);
}

TEST(http_call, the_reader_brings_what_is_not_there_yet_itself) {
    HttpCall call({});
    int carried = 0;
    call.set_carrier(std::make_unique<ScriptedCarrier>([&](std::optional<Clock::time_point>) {
        if (++carried == 2) call.offer("one");
        if (carried == 3) call.finish({Kind::complete, {}});
    }));
    std::string piece;
    EXPECT_EQ(call.take(piece), Taken::bytes);
    EXPECT_EQ(piece, "one");
    EXPECT_EQ(carried, 2);
    EXPECT_EQ(call.take(piece), Taken::ended);
    EXPECT_EQ(call.take(piece), Taken::ended);
    EXPECT_EQ(carried, 3) << "nothing is brought after the end";
}

TEST(http_call, what_is_there_is_taken_without_the_carrier) {
    HttpCall call({});
    call.set_carrier(std::make_unique<ScriptedCarrier>(
        [](std::optional<Clock::time_point>) { ADD_FAILURE() << "asked for nothing"; }));
    call.offer("here");
    std::string piece;
    EXPECT_EQ(call.take(piece), Taken::bytes);
}

TEST(http_call, waits_until_the_deadline_and_no_longer) {
    HttpCall call({});
    call.set_carrier(std::make_unique<ScriptedCarrier>(
        [](std::optional<Clock::time_point> until) { std::this_thread::sleep_until(*until); }));
    std::string piece;
    const auto deadline = Clock::now() + milliseconds(30);
    EXPECT_EQ(call.take(piece, deadline), Taken::timed_out);
    EXPECT_GE(Clock::now(), deadline);
}

TEST(http_call, one_that_was_never_started_is_broken) {
    HttpCall call({});
    std::string piece;
    EXPECT_EQ(call.take(piece), Taken::ended);
    EXPECT_EQ(call.end().kind, Kind::broken);
}

TEST(http_call, a_deadline_that_has_passed_holds_however_much_is_waiting) {
    HttpCall call({});
    call.offer("a server that never stops talking");
    std::string piece;
    EXPECT_EQ(call.take(piece, Clock::now() - milliseconds(1)), Taken::timed_out);
    // What is complete was in time.
    call.finish({Kind::complete, {}});
    EXPECT_EQ(call.take(piece, Clock::now() - milliseconds(1)), Taken::bytes);
}

TEST(http_call, remembers_the_head) {
    HttpCall call({"POST", "/x", "{}"});
    EXPECT_EQ(call.status(), 0);
    call.set_head(503, "application/json");
    EXPECT_EQ(call.status(), 503);
    EXPECT_EQ(call.content_type(), "application/json");
    EXPECT_EQ(call.request().path, "/x");
}

TEST(http_call, is_ready_once_bytes_came_or_it_has_ended) {
    HttpCall call({});
    EXPECT_FALSE(call.ready());
    call.offer("x");
    EXPECT_TRUE(call.ready());
    std::string piece;
    EXPECT_EQ(call.take(piece), Taken::bytes);
    EXPECT_FALSE(call.ready());
    call.finish({Kind::complete, {}});
    EXPECT_TRUE(call.ready());
}

}  // namespace
}  // namespace inference::http
