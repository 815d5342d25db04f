// SPDX-License-Identifier: EUPL-1.2
#include "http/background_pump.h"

#include "http/client.h"
#include "support/scripted_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <future>
#include <random>
#include <set>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace inference::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test_support::ScriptedClient;
using test_support::ScriptedServer;

std::shared_ptr<BackgroundPump> pump_of(const ScriptedServer& server) {
    return BackgroundPump::create({server.socket_path(), "http://localhost", {}});
}

std::shared_ptr<HttpCall> begin(const std::shared_ptr<BackgroundPump>& pump,
                                const std::string& path, std::size_t most_buffered = 256 * 1024) {
    auto call = std::make_shared<HttpCall>(Request{"GET", path, {}}, most_buffered);
    pump->start(call);
    return call;
}

std::string read_to_end(HttpCall& call) {
    std::string all;
    std::string piece;
    while (call.take(piece) == HttpCall::Taken::bytes)
        all += piece;
    return all;
}

TEST(background_pump, a_stream_comes_as_it_is_sent) {
    std::promise<void> first_was_read;
    ScriptedServer server([&](ScriptedClient& client) {
        client.begin_stream();
        client.send("data: 1\n\n");
        first_was_read.get_future().wait();
        client.send("data: 2\n\n");
    });
    const auto pump = pump_of(server);
    const auto call = begin(pump, "/");
    std::string piece;
    ASSERT_EQ(call->take(piece), HttpCall::Taken::bytes);
    EXPECT_EQ(piece, "data: 1\n\n");
    EXPECT_EQ(call->status(), 200);
    EXPECT_EQ(call->content_type(), "text/event-stream");
    first_was_read.set_value();
    EXPECT_EQ(read_to_end(*call), "data: 2\n\n");
    EXPECT_EQ(call->end().kind, End::Kind::complete);
}

TEST(background_pump, a_slow_reader_stops_neither_others_nor_fills_memory) {
    constexpr std::size_t kWhole = 64 * 1024 * 1024;
    std::atomic<std::size_t> sent = 0;
    ScriptedServer server([&](ScriptedClient& client) {
        if (client.request().starts_with("GET /quick")) {
            client.answer("quick");
            return;
        }
        client.begin_stream();
        const std::string piece(64 * 1024, 'x');
        for (std::size_t at = 0; at < kWhole && client.send(piece); at += piece.size())
            sent = client.sent();
    });
    const auto pump = pump_of(server);
    const auto slow = begin(pump, "/slow");
    std::string first;
    ASSERT_EQ(slow->take(first), HttpCall::Taken::bytes);
    for (int i = 0; i < 50; ++i)
        EXPECT_EQ(read_to_end(*begin(pump, "/quick")), "quick");
    // The buffer, curl's own, and the kernel's on both sides.
    EXPECT_LT(sent, std::size_t{2} * 1024 * 1024);
    EXPECT_EQ(first.size() + read_to_end(*slow).size(), kWhole) << "nothing is lost by the pauses";
    EXPECT_EQ(slow->end().kind, End::Kind::complete);
}

TEST(background_pump, a_tiny_buffer_loses_nothing) {
    std::string expected;
    for (int i = 0; i < 20'000; ++i)
        expected += std::to_string(i) + "\n";
    ScriptedServer server([&](ScriptedClient& client) {
        client.begin_stream();
        client.send(expected);
    });
    const auto pump = pump_of(server);
    EXPECT_EQ(read_to_end(*begin(pump, "/", 1)), expected);
}

TEST(background_pump, cancel_is_seen_at_once_and_closes_the_connection) {
    std::promise<bool> closed;
    ScriptedServer server([&](ScriptedClient& client) {
        client.begin_stream();
        client.send("data: 1\n\n");
        closed.set_value(client.wait_for_close());
    });
    const auto pump = pump_of(server);
    const auto call = begin(pump, "/");
    std::string piece;
    ASSERT_EQ(call->take(piece), HttpCall::Taken::bytes);
    std::jthread other([&] { pump->cancel(call); });
    EXPECT_EQ(call->take(piece), HttpCall::Taken::ended);
    EXPECT_EQ(call->end().kind, End::Kind::cancelled);
    EXPECT_TRUE(closed.get_future().get());
    pump->cancel(call);
}

TEST(background_pump, a_cancel_while_the_transfer_is_paused_closes_it) {
    std::promise<void> closed;
    ScriptedServer server([&](ScriptedClient& client) {
        client.begin_stream();
        const std::string piece(64 * 1024, 'x');
        while (client.send(piece)) {
        }
        closed.set_value();
    });
    const auto pump = pump_of(server);
    const auto call = begin(pump, "/");
    std::string piece;
    ASSERT_EQ(call->take(piece), HttpCall::Taken::bytes);
    pump->cancel(call);
    EXPECT_EQ(closed.get_future().wait_for(seconds(60)), std::future_status::ready);
}

TEST(background_pump, random_starts_and_cancels_from_many_threads_end_well) {
    ScriptedServer server([](ScriptedClient& client) {
        client.begin_stream();
        for (int i = 0; i < 50 && client.send("data: x\n\n"); ++i) {
        }
    });
    const auto pump = pump_of(server);
    std::atomic<int> ended = 0;
    {
        std::vector<std::jthread> threads;
        for (unsigned seed = 0; seed < 8; ++seed) {
            threads.emplace_back([&, seed] {
                std::mt19937 random(seed);
                for (int i = 0; i < 40; ++i) {
                    const auto call = begin(pump, "/", random() % 64 + 1);
                    std::jthread canceller;
                    if (random() % 2 == 0) {
                        canceller = std::jthread([&pump, call] { pump->cancel(call); });
                    }
                    read_to_end(*call);
                    ++ended;
                }
            });
        }
    }
    EXPECT_EQ(ended, 320);
}

TEST(background_pump, a_request_larger_than_the_sockets_is_sent_though_nobody_reads) {
    const std::string body(8 * 1024 * 1024, 'x');
    std::promise<std::size_t> arrived;
    ScriptedServer server([&](ScriptedClient& client) {
        arrived.set_value(client.request().size());
        client.answer("all of it");
    });
    const auto pump = pump_of(server);
    const auto call = std::make_shared<HttpCall>(Request{"POST", "/", body});
    pump->start(call);
    auto size = arrived.get_future();
    ASSERT_EQ(size.wait_for(seconds(60)), std::future_status::ready);
    EXPECT_GT(size.get(), body.size());
    EXPECT_EQ(read_to_end(*call), "all of it");
}

TEST(background_pump, an_answer_that_nobody_reads_makes_progress_all_the_same) {
    std::promise<void> first_was_read;
    ScriptedServer server([&](ScriptedClient& client) {
        client.begin_stream();
        client.send("one");
        first_was_read.get_future().wait();
        client.send("two");
        client.wait_for_close();
    });
    const auto pump = pump_of(server);
    const auto call = begin(pump, "/");
    std::string piece;
    ASSERT_EQ(call->take(piece), HttpCall::Taken::bytes);
    EXPECT_FALSE(call->ready());
    first_was_read.set_value();
    const auto patience = Clock::now() + seconds(60);
    while (!call->ready() && Clock::now() < patience)
        std::this_thread::yield();
    EXPECT_TRUE(call->ready());
    ASSERT_EQ(call->take(piece), HttpCall::Taken::bytes);
    EXPECT_EQ(piece, "two");
}

TEST(background_pump, one_connection_serves_one_request_after_another) {
    std::atomic<int> connections = 0;
    ScriptedServer server([&](ScriptedClient& client) {
        ++connections;
        do {
            client.answer("here");
        } while (client.receive());
    });
    const auto pump = pump_of(server);
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(read_to_end(*begin(pump, "/")), "here");
    EXPECT_EQ(connections, 1);
    pump->stop();  // the server waits until what was kept is closed
}

TEST(background_pump, a_kept_connection_that_the_server_has_closed_costs_no_request) {
    std::atomic<int> answers = 0;
    ScriptedServer server([&](ScriptedClient& client) {
        client.answer("here");
        ++answers;
        answers.notify_all();
    });
    const auto pump = pump_of(server);
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(read_to_end(*begin(pump, "/")), "here");
        answers.wait(i);
    }
}

TEST(background_pump, a_dropped_call_closes_its_connection) {
    std::promise<bool> closed;
    ScriptedServer server([&](ScriptedClient& client) {
        client.begin_stream();
        client.send("one");
        closed.set_value(client.wait_for_close());
    });
    const auto pump = pump_of(server);
    auto call = begin(pump, "/");
    std::string piece;
    ASSERT_EQ(call->take(piece), HttpCall::Taken::bytes);
    call.reset();
    EXPECT_TRUE(closed.get_future().get());
}

TEST(background_pump, destroyed_while_requests_run_ends_them) {
    std::atomic<bool> arrived = false;
    ScriptedServer server([&](ScriptedClient& client) {
        client.begin_stream();
        client.send("x");
        arrived = true;
        client.wait_for_close();
    });
    auto pump = pump_of(server);
    const auto call = begin(pump, "/");
    std::string piece;
    ASSERT_EQ(call->take(piece), HttpCall::Taken::bytes);
    pump.reset();
    EXPECT_EQ(call->take(piece), HttpCall::Taken::ended);
    EXPECT_EQ(call->end().kind, End::Kind::cancelled);
}

std::set<std::string> threads_now() {
    std::set<std::string> threads;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task"))
        threads.insert(entry.path().string());
    return threads;
}

std::uint64_t blocked_signals(const std::string& thread) {
    std::ifstream status(thread + "/status");
    for (std::string key; status >> key;) {
        std::uint64_t mask = 0;
        if (key == "SigBlk:" && status >> std::hex >> mask) return mask;
    }
    return 0;
}

TEST(background_pump, its_thread_leaves_the_hosts_signals_to_the_hosts_threads) {
    std::thread([] {}).join();  // ThreadSanitizer's own thread comes with the first
    const auto before = threads_now();
    const auto pump = BackgroundPump::create({"/nowhere.sock", "http://localhost", {}});
    int found = 0;
    for (const std::string& thread : threads_now()) {
        if (before.contains(thread)) continue;
        ++found;
        for (const int number : {SIGINT, SIGTERM, SIGCHLD, SIGUSR1, SIGPIPE})
            EXPECT_TRUE(blocked_signals(thread) >> (number - 1) & 1U) << "signal " << number;
    }
    EXPECT_EQ(found, 1);
}

TEST(background_pump, a_forked_copy_of_the_host_can_end_without_harm_to_the_original) {
    std::promise<void> go_on;
    ScriptedServer server([&](ScriptedClient& client) {
        client.begin_stream();
        client.send("one");
        go_on.get_future().wait();
        client.send("two");
    });
    auto pump = pump_of(server);
    const auto call = begin(pump, "/");
    std::string piece;
    ASSERT_EQ(call->take(piece), HttpCall::Taken::bytes);
    const pid_t copy = ::fork();
    if (copy == 0) {
        ::alarm(30);
        pump->stop();
        pump.reset();
        ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(copy, &status, 0), copy);
    EXPECT_TRUE(WIFEXITED(status)) << "it hung";
    go_on.set_value();
    EXPECT_EQ(read_to_end(*call), "two");
}

TEST(background_pump, a_forked_copy_of_the_host_does_not_ask_over_the_originals_connections) {
    std::atomic<int> asked = 0;
    ScriptedServer server([&](ScriptedClient& client) {
        do {
            ++asked;
            client.answer("an answer");
        } while (client.receive());
    });
    const auto pump = pump_of(server);
    EXPECT_EQ(read_to_end(*begin(pump, "/")), "an answer");
    const pid_t copy = ::fork();
    if (copy == 0) {
        ::alarm(30);
        const auto call = begin(pump, "/");
        std::string piece;
        const bool ended = call->take(piece) == HttpCall::Taken::ended;
        ::_exit(ended && call->end().kind == End::Kind::cancelled ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(copy, &status, 0), copy);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(asked, 1);
    EXPECT_EQ(read_to_end(*begin(pump, "/")), "an answer");
}

// ThreadSanitizer starts no threads in the copy of a program that had some.
#if !defined(__SANITIZE_THREAD__)
TEST(background_pump, its_socket_takes_no_place_of_a_standard_stream) {
    ScriptedServer server([&](ScriptedClient& client) { client.answer("an answer"); });
    const pid_t host = ::fork();
    if (host == 0) {
        ::alarm(30);
        for (const int standard : {0, 1, 2})
            ::close(standard);
        const auto pump = pump_of(server);
        const auto call = begin(pump, "/");
        bool free = true;
        for (const int standard : {0, 1, 2}) {
            // A pair that curl keeps to itself may be there: only what leads to the server counts.
            sockaddr_un peer{};
            socklen_t size = sizeof peer;
            const bool led =
                ::getpeername(standard, reinterpret_cast<sockaddr*>(&peer), &size) == 0;
            free = free && !(led && server.socket_path() == peer.sun_path);
        }
        ::_exit(read_to_end(*call) == "an answer" && free ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(host, &status, 0), host);
    EXPECT_EQ(status, 0);
}

// AddressSanitizer needs address space of its own.
#if !defined(__SANITIZE_ADDRESS__)
TEST(background_pump, without_a_thread_to_be_had_every_request_says_so) {
    ScriptedServer server([&](ScriptedClient& client) { client.answer("an answer"); });
    const pid_t host = ::fork();
    if (host == 0) {
        ::alarm(30);
        // No address space, and no stack of an ended thread is as large as this.
        const rlimit none{1, RLIM_INFINITY};
        ::setrlimit(RLIMIT_AS, &none);
        pthread_attr_t large;
        ::pthread_attr_init(&large);
        ::pthread_attr_setstacksize(&large, std::size_t{1} << 40);
        ::pthread_setattr_default_np(&large);
        const Client client({server.socket_path(), "http://localhost", {}});
        const auto answer = client.fetch({"GET", "/health", {}});
        ::_exit(!answer && answer.error().code == ErrorCode::io ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(host, &status, 0), host);
    EXPECT_EQ(status, 0);
}
#endif
#endif

}  // namespace
}  // namespace inference::http
