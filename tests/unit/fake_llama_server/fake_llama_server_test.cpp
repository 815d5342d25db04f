// SPDX-License-Identifier: EUPL-1.2
// That the fake speaks, and fails as told: what is built on it relies on both.
#include "process/child.h"
#include "support/paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <future>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace {

using inference::process::Child;
using inference::process::ExitStatus;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr auto kForEver = std::chrono::steady_clock::time_point::max();

class Fake {
public:
    explicit Fake(const std::string& scenario, std::vector<std::string> options = {}) {
        static std::atomic<int> count = 0;
        path_ = testing::TempDir() + "fake_" + std::to_string(::getpid()) + "_" +
                std::to_string(++count) + ".sock";
        options.insert(options.end(), {"--host", path_, "--unheard-of"});
        auto spoke = std::make_shared<std::promise<void>>();
        auto child = Child::spawn(
            {support::fake_llama_server_path(), options, {"FAKE_LLAMA_SCENARIO=" + scenario}},
            {.on_log = [spoke, heard = false](std::string_view line) mutable {
                if (heard || line.find("listening on") == line.npos) return;
                heard = true;
                spoke->set_value();
            }});
        EXPECT_TRUE(child);
        child_ = std::move(*child);
        listening_ = spoke->get_future();
    }
    ~Fake() { std::filesystem::remove(path_); }
    Fake(const Fake&) = delete;
    Fake& operator=(const Fake&) = delete;

    Child& child() { return *child_; }

    // One request on a connection of its own; what came until the server closed, or until `enough`
    // was in it, or the length that the head promised.
    std::string ask(const std::string& head, const std::string& body = "",
                    const std::string& enough = "\r\n0\r\n\r\n") {
        listening_.wait();
        const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
        EXPECT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        const std::string request = head +
                                    " HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) +
                                    "\r\n\r\n" + body;
        ::send(fd, request.data(), request.size(), MSG_NOSIGNAL);
        std::string answer;
        std::array<char, 4096> piece;
        while (answer.find(enough) == std::string::npos && !is_complete(answer)) {
            const ssize_t got = ::recv(fd, piece.data(), piece.size(), 0);
            if (got <= 0) break;
            answer.append(piece.data(), static_cast<std::size_t>(got));
        }
        ::close(fd);
        return answer;
    }

    std::string complete(const std::string& enough = "\r\n0\r\n\r\n") {
        return ask("POST /completion",
                   R"({"prompt":[5,6,7],"n_predict":4,"stream":true,"return_tokens":true})",
                   enough);
    }

private:
    static bool is_complete(const std::string& answer) {
        const std::string name = "Content-Length: ";
        const std::size_t length = answer.find(name);
        const std::size_t body = answer.find("\r\n\r\n");
        if (length == std::string::npos || body == std::string::npos) return false;
        return answer.size() >= body + 4 + std::stoul(answer.substr(length + name.size()));
    }

    std::string path_;
    std::unique_ptr<Child> child_;
    std::future<void> listening_;
};

TEST(fake_llama_server, speaks_like_the_real_one) {
    Fake fake("", {"-c", "1000", "-np", "3"});
    EXPECT_THAT(fake.ask("GET /health"), EndsWith(R"({"status":"ok"})"));
    const std::string props = fake.ask("GET /props");
    EXPECT_THAT(props, HasSubstr(R"("total_slots":3)"));
    EXPECT_THAT(props, HasSubstr(R"("n_ctx":512)"));
    const std::string stream = fake.complete();
    EXPECT_THAT(stream, StartsWith("HTTP/1.1 200 OK\r\n"));
    for (const char* token : {R"("tokens":[1003])", R"("tokens":[1006])", R"("stop_type":"limit")"})
        EXPECT_THAT(stream, HasSubstr(token));
    EXPECT_THAT(stream, Not(HasSubstr("1007")));
    EXPECT_EQ(fake.child().stop({}), (ExitStatus{false, 0}));
}

TEST(fake_llama_server, tokens_depend_on_their_position_alone) {
    Fake fake("");
    const std::string continued = fake.ask(
        "POST /completion",
        R"({"prompt":[5,6,7,1003,1004],"n_predict":2,"stream":true,"return_tokens":true})");
    EXPECT_THAT(continued, HasSubstr(R"("tokens":[1005])"));
    EXPECT_THAT(continued, HasSubstr(R"("tokens":[1006])"));
}

TEST(fake_llama_server, loads_for_as_long_as_told) {
    Fake fake("load_stall");
    EXPECT_THAT(fake.ask("GET /health"), StartsWith("HTTP/1.1 503 "));
}

TEST(fake_llama_server, ends_when_told) {
    EXPECT_EQ(Fake("exit_at=start;exit_code=3;log=one|two").child().wait_until(kForEver),
              (ExitStatus{false, 3}));
    EXPECT_EQ(Fake("exit_at=loading;load_ms=20;exit_signal=6").child().wait_until(kForEver),
              (ExitStatus{true, SIGABRT}));
    Fake fake("exit_at=after_tokens:2;exit_signal=11");
    const std::string stream = fake.complete();
    EXPECT_THAT(stream, HasSubstr("1004"));
    EXPECT_THAT(stream, Not(HasSubstr("1005")));
    EXPECT_EQ(fake.child().wait_until(kForEver), (ExitStatus{true, SIGSEGV}));
}

TEST(fake_llama_server, does_not_accept_a_scenario_that_it_does_not_know) {
    EXPECT_EQ(Fake("lode_ms=5").child().wait_until(kForEver), (ExitStatus{false, 64}));
    EXPECT_EQ(Fake("fault=tired").child().wait_until(kForEver), (ExitStatus{false, 64}));
    EXPECT_EQ(Fake("load_ms=soon").child().wait_until(kForEver), (ExitStatus{false, 64}));
}

TEST(fake_llama_server, is_stubborn_when_told) {
    Fake twice("term_twice");
    ASSERT_THAT(twice.ask("GET /health"), HasSubstr("ok"));
    EXPECT_EQ(twice.child().stop({std::chrono::milliseconds(50), std::chrono::seconds(60)}),
              (ExitStatus{false, 0}));
    EXPECT_THAT(twice.child().log_tail(), HasSubstr("Received interrupt"));
    Fake never("ignore_term");
    ASSERT_THAT(never.ask("GET /health"), HasSubstr("ok"));
    EXPECT_EQ(never.child().stop({std::chrono::milliseconds(10), std::chrono::milliseconds(10)}),
              (ExitStatus{true, SIGKILL}));
}

TEST(fake_llama_server, a_wedged_stream_leaves_health_alone) {
    Fake fake("fault=wedge;at=2;ping_ms=5");
    const std::string stream = fake.complete("\r\n:\n\n");
    EXPECT_THAT(stream, HasSubstr("1004"));
    EXPECT_THAT(stream, Not(HasSubstr("1005")));
    EXPECT_THAT(fake.ask("GET /health"), HasSubstr("ok"));
}

TEST(fake_llama_server, plays_each_fault) {
    const std::array<std::pair<const char*, const char*>, 15> faults{{
        {"fault=bad_json;at=1", R"("content":,)"},
        {"fault=nan", "NaN"},
        {"fault=other_shape", "chat.completion.chunk"},
        {"fault=error_data;at=1", "data: {\"error\":{"},
        {"fault=error_line;at=1", "error: {\"code\":500"},
        {"fault=half_line;at=1", "\"id_sl"},
        {"fault=bad_utf8", "\xc3\x28\xff"},
        {"fault=chunk_short", "\r\n5\r\ndata: "},
        {"fault=chunk_long", "\r\nfff\r\ndata: "},
        {"fault=chunk_huge", "\r\nffffffffffffffffff\r\n"},
        {"fault=reset_mid_character;at=1", "\"\xe2\x82"},
        {"fault=redirect", "Location: /completion"},
        {"fault=pings", ": ping\n\n"},
        {"status=500", "HTTP/1.1 500 "},
        {"content_type=text/html;header_byte_ms=1", "Content-Type: text/html"},
    }};
    for (const auto& [scenario, sign] : faults) {
        Fake fake(scenario);
        EXPECT_THAT(fake.complete(sign), HasSubstr(sign)) << scenario;
    }
}

TEST(fake_llama_server, is_well_after_so_many_requests_or_the_first_start) {
    Fake fake("status=500;requests=2");
    EXPECT_THAT(fake.complete(), StartsWith("HTTP/1.1 500 "));
    EXPECT_THAT(fake.complete(), StartsWith("HTTP/1.1 500 "));
    EXPECT_THAT(fake.complete(), StartsWith("HTTP/1.1 200 "));

    const std::string once = testing::TempDir() + "fake_once_" + std::to_string(::getpid());
    const std::string scenario = "exit_at=start;once=" + once;
    EXPECT_EQ(Fake(scenario).child().wait_until(kForEver), (ExitStatus{false, 1}));
    EXPECT_THAT(Fake(scenario).complete(), StartsWith("HTTP/1.1 200 "));
    std::filesystem::remove(once);
}

}  // namespace
