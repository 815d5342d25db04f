// SPDX-License-Identifier: EUPL-1.2
#include "http/client.h"

#include "support/scripted_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

namespace inference::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test_support::ScriptedClient;
using test_support::ScriptedServer;
using testing::HasSubstr;
using testing::Not;

Client client_of(const ScriptedServer& server, std::string key = {}) {
    return Client({server.socket_path(), "http://localhost", std::move(key)});
}

TEST(client, sends_the_request_and_returns_the_whole_answer) {
    std::string seen;
    ScriptedServer server([&](ScriptedClient& client) {
        seen = client.request();
        client.answer("an answer", "201 Created");
    });
    const auto answer = client_of(server, "secret").fetch({"POST", "/path", "{\"a\":1}"});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 201);
    EXPECT_EQ(answer->body, "an answer");
    EXPECT_THAT(seen, testing::StartsWith("POST /path HTTP/1.1\r\n"));
    EXPECT_THAT(seen, HasSubstr("Content-Type: application/json\r\n"));
    EXPECT_THAT(seen, HasSubstr("Authorization: Bearer secret\r\n"));
    EXPECT_THAT(seen, Not(HasSubstr("Expect:")));
    EXPECT_THAT(seen, testing::EndsWith("\r\n\r\n{\"a\":1}"));
}

TEST(client, sends_no_key_where_there_is_none) {
    std::string seen;
    ScriptedServer server([&](ScriptedClient& client) {
        seen = client.request();
        client.answer("");
    });
    ASSERT_TRUE(client_of(server).fetch({"GET", "/", {}}));
    EXPECT_THAT(seen, Not(HasSubstr("Authorization")));
}

TEST(client, does_not_ask_a_proxy) {
    ::setenv("http_proxy", "http://127.0.0.1:1/", 1);
    ::setenv("all_proxy", "http://127.0.0.1:1/", 1);
    ScriptedServer server([](ScriptedClient& client) { client.answer("direct"); });
    const auto answer = client_of(server).fetch({"GET", "/", {}});
    ::unsetenv("http_proxy");
    ::unsetenv("all_proxy");
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "direct");
}

TEST(client, says_that_nobody_listens) {
    const Client client({"/nowhere/at/all.sock", "http://localhost", {}});
    const auto answer = client.fetch({"GET", "/health", {}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
    EXPECT_THAT(answer.error().message, HasSubstr("/health"));
}

TEST(client, a_connection_lost_in_the_middle_is_no_answer) {
    ScriptedServer server([](ScriptedClient& client) {
        client.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
    });
    const auto answer = client_of(server).fetch({"GET", "/", {}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::protocol);
}

TEST(client, what_is_not_http_is_an_error) {
    for (const char* nonsense : {"", "\x16\x03\x01garbage\n\n", "hello\r\n\r\n",
                                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
        ScriptedServer server([&](ScriptedClient& client) { client.send(nonsense); });
        const auto answer = client_of(server).fetch({"GET", "/", {}}, Clock::now() + seconds(20));
        ASSERT_FALSE(answer) << nonsense;
        EXPECT_EQ(answer.error().code, ErrorCode::protocol) << nonsense;
    }
}

TEST(client, does_not_follow_a_redirect) {
    std::atomic<int> requests = 0;
    ScriptedServer server([&](ScriptedClient& client) {
        ++requests;
        client.send("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
    });
    const auto answer = client_of(server).fetch({"GET", "/", {}});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 302);
    EXPECT_EQ(requests, 1);
}

TEST(client, gives_up_on_an_answer_that_is_too_long) {
    ScriptedServer server([](ScriptedClient& client) {
        client.begin_stream();
        const std::string piece(16 * 1024, 'x');
        while (client.send(piece)) {
        }
    });
    const auto answer = client_of(server).fetch({"GET", "/", {}}, {}, {}, 1024 * 1024);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::protocol);
    EXPECT_THAT(answer.error().message, HasSubstr("1048576 bytes"));
}

TEST(client, gives_up_at_the_deadline_and_closes_the_connection) {
    std::promise<bool> closed;
    ScriptedServer server(
        [&](ScriptedClient& client) { closed.set_value(client.wait_for_close()); });
    const auto answer = client_of(server).fetch({"GET", "/", {}}, Clock::now() + milliseconds(50));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::deadline_exceeded);
    EXPECT_TRUE(closed.get_future().get());
}

TEST(client, keeps_its_deadline_with_a_server_that_never_stops_sending) {
    ScriptedServer server([](ScriptedClient& client) {
        client.begin_stream();
        while (client.send("x") && !client.wait_for_close(milliseconds(1))) {
        }
    });
    const auto begun = Clock::now();
    const auto answer = client_of(server).fetch({"GET", "/", {}}, begun + milliseconds(200));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::deadline_exceeded);
    EXPECT_LT(Clock::now() - begun, seconds(30));
}

TEST(client, a_stop_token_ends_a_request_from_another_thread) {
    std::promise<void> arrived;
    std::promise<bool> closed;
    ScriptedServer server([&](ScriptedClient& client) {
        arrived.set_value();
        closed.set_value(client.wait_for_close());
    });
    std::stop_source source;
    std::jthread other([&] {
        arrived.get_future().wait();
        source.request_stop();
    });
    const auto answer = client_of(server).fetch({"GET", "/", {}}, {}, source.get_token());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::cancelled);
    EXPECT_TRUE(closed.get_future().get());
}

TEST(client, a_stop_that_was_asked_for_before_the_request_ends_it_too) {
    ScriptedServer server([](ScriptedClient& client) { client.wait_for_close(); });
    std::stop_source source;
    source.request_stop();
    const auto answer = client_of(server).fetch({"GET", "/", {}}, {}, source.get_token());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::cancelled);
}

TEST(client, sixty_four_threads_get_each_their_own_answer) {
    ScriptedServer server([](ScriptedClient& client) {
        client.answer(client.request().substr(client.request().find("\r\n\r\n") + 4));
    });
    const Client client = client_of(server);
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 64; ++i) {
            threads.emplace_back([&, i] {
                for (int round = 0; round < 10; ++round) {
                    const std::string body = std::to_string(i * 1000 + round);
                    const auto answer = client.fetch({"POST", "/", body});
                    if (answer && answer->body == body) ++right;
                }
            });
        }
    }
    EXPECT_EQ(right, 640);
}

// A connect to a unix socket whose queue is full fails at once instead of waiting its turn.
TEST(client, many_at_once_reach_a_server_with_a_short_queue) {
    std::promise<void> gate;
    const std::shared_future<void> opened = gate.get_future().share();
    ScriptedServer server([](ScriptedClient& client) { client.answer("here"); }, /*backlog=*/1);
    const Client client = client_of(server);
    std::atomic<int> answered = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 64; ++i) {
        threads.emplace_back([&] {
            opened.wait();
            const auto answer = client.fetch({"GET", "/", {}}, Clock::now() + seconds(60));
            if (answer && answer->body == "here") ++answered;
            EXPECT_TRUE(answer) << answer.error().message;
        });
    }
    gate.set_value();
    threads.clear();
    EXPECT_EQ(answered, 64);
}

TEST(client, after_stop_everything_ends_at_once) {
    ScriptedServer server([](ScriptedClient& client) { client.answer("here"); });
    const Client client = client_of(server);
    ASSERT_TRUE(client.fetch({"GET", "/", {}}));
    client.stop();
    client.stop();
    const auto answer = client.fetch({"GET", "/", {}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::closed);
}

TEST(client, stop_ends_the_requests_that_run) {
    std::atomic<int> arrived = 0;
    ScriptedServer server([&](ScriptedClient& client) {
        client.begin_stream();
        ++arrived;
        arrived.notify_all();
        client.wait_for_close();
    });
    const Client client = client_of(server);
    std::atomic<int> closed = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            const auto answer = client.fetch({"GET", "/", {}});
            if (!answer && answer.error().code == ErrorCode::closed) ++closed;
        });
    }
    for (int now = arrived; now < 8; now = arrived)
        arrived.wait(now);
    client.stop();
    threads.clear();
    EXPECT_EQ(closed, 8);
}

}  // namespace
}  // namespace inference::http
