// SPDX-License-Identifier: EUPL-1.2
// Who can reach a running server, what it offers, and what of a prompt can be read afterwards.
#include "base/descriptor.h"
#include "http/client.h"
#include "support/own_runtime.h"
#include "support/processes.h"
#include "support/real_engine.h"
#include "support/scoped_variable.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <mutex>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using namespace inference;
using namespace test_support;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

class privacy : public OwnRuntime {
protected:
    void SetUp() override { REQUIRE_ENGINE(); }

    Result<http::Response> ask(const std::string& method, const std::string& path) const {
        return http::Client({server_folder() / "s.sock", "http://localhost", {}})
            .fetch({method, path, {}}, std::chrono::steady_clock::now() + std::chrono::seconds(60));
    }
};

TEST_F(privacy, nothing_is_offered_that_was_not_asked_for) {
    const auto model = support::load_bundled(support::on_the_cpu());
    ASSERT_TRUE(model);
    const struct {
        const char* method;
        const char* path;
    } closed[] = {{"GET", "/"},        {"GET", "/index.html"}, {"GET", "/slots"},
                  {"GET", "/metrics"}, {"POST", "/props"},     {"GET", "/tools"},
                  {"POST", "/tools"},  {"GET", "/cors-proxy"}, {"POST", "/models/load"}};
    for (const auto& [method, path] : closed) {
        const auto answer = ask(method, path);
        ASSERT_TRUE(answer) << path;
        EXPECT_THAT(answer->status, AnyOf(403, 404, 501)) << method << ' ' << path;
    }
    EXPECT_EQ(ask("GET", "/health")->status, 200) << "it does answer";
}

TEST_F(privacy, the_models_path_is_in_no_answer) {
    const auto model = support::load_bundled(support::on_the_cpu());
    ASSERT_TRUE(model);
    for (const char* path : {"/v1/models", "/models"}) {
        const auto answer = ask("GET", path);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 200);
        EXPECT_THAT(answer->body, Not(HasSubstr("rocinfer-tiny.gguf"))) << path;
    }
}

// Sees what a process of another user can do: errno of `attempt`, or 0.
int as_another_user(const std::function<int()>& attempt) {
    const pid_t other = ::fork();
    if (other == 0) {
        constexpr uid_t kNobody = 65534;
        if (::setresgid(kNobody, kNobody, kNobody) != 0 ||
            ::setresuid(kNobody, kNobody, kNobody) != 0)
            ::_exit(255);
        ::_exit(attempt() == 0 ? 0 : errno);
    }
    int status = 0;
    ::waitpid(other, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int connect_to(const std::string& path, int fd) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

base::Descriptor new_socket() {
    return base::Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

int connect_to(const std::string& path) {
    const base::Descriptor socket = new_socket();
    const int result = connect_to(path, socket.get());
    const int error = errno;
    return result == 0 ? 0 : (errno = error, -1);
}

TEST_F(privacy, no_web_page_is_let_in) {
    const auto model = support::load_bundled(support::on_the_cpu());
    ASSERT_TRUE(model);
    for (const char* method : {"GET", "OPTIONS"}) {
        const base::Descriptor socket = new_socket();
        ASSERT_EQ(connect_to(server_folder() / "s.sock", socket.get()), 0);
        const std::string request = std::string(method) +
                                    " /v1/models HTTP/1.1\r\nHost: localhost\r\n"
                                    "Origin: http://evil.example\r\nConnection: close\r\n\r\n";
        ASSERT_EQ(::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(request.size()));
        std::string answer;
        std::array<char, 4096> chunk{};
        for (ssize_t got = 0; (got = ::recv(socket.get(), chunk.data(), chunk.size(), 0)) > 0;)
            answer.append(chunk.data(), static_cast<std::size_t>(got));
        EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 2")) << method;
        EXPECT_THAT(answer, Not(HasSubstr("Allow-Origin: *"))) << method;
        EXPECT_THAT(answer, Not(HasSubstr("evil.example"))) << method;
    }
}

TEST_F(privacy, another_user_reaches_neither_the_socket_nor_the_key) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can try as another user";
    // The test's own folder must not be what keeps the other one out.
    ASSERT_EQ(::chmod(runtime_.path().c_str(), 0755), 0);
    for (const Transport transport : {Transport::unix_socket, Transport::tcp}) {
        LoadOptions options = support::on_the_cpu();
        options.transport = transport;
        const auto model = support::load_bundled(std::move(options));
        ASSERT_TRUE(model);
        const std::string folder = server_folder();
        EXPECT_EQ(as_another_user([&] { return ::access(runtime_.path().c_str(), R_OK); }), 0);
        EXPECT_EQ(as_another_user([&] { return ::access(folder.c_str(), F_OK); }), EACCES);
        if (transport == Transport::unix_socket) {
            EXPECT_EQ(connect_to(folder + "/s.sock"), 0) << "it can be reached at all";
            EXPECT_EQ(as_another_user([&] { return connect_to(folder + "/s.sock"); }), EACCES);
        } else {
            EXPECT_EQ(as_another_user([&] {
                          return ::open((folder + "/key").c_str(), O_RDONLY | O_CLOEXEC) >= 0 ? 0
                                                                                              : -1;
                      }),
                      EACCES);
        }
        const std::string environment = "/proc/" + std::to_string(server()) + "/environ";
        EXPECT_EQ(as_another_user([&] {
                      return ::open(environment.c_str(), O_RDONLY | O_CLOEXEC) >= 0 ? 0 : -1;
                  }),
                  EACCES);
    }
}

// All that a program could write to a file of its own: the log's lines and the errors.
class Spoken {
public:
    void hear(std::string_view text) {
        const std::scoped_lock lock(mutex_);
        all_ += text;
        all_ += '\n';
    }
    void hear(const std::optional<Error>& error) {
        if (!error) return;
        hear(error->message);
        hear(error->detail);
    }
    std::string all() const {
        const std::scoped_lock lock(mutex_);
        return all_;
    }

private:
    mutable std::mutex mutex_;
    std::string all_;
};

constexpr const char* kTemplate =
    "{% for message in messages %}{% if message['role'] == 'critic' %}"
    "{{ raise_exception('no such role') }}{% endif %}{{ message['content'] }}{% endfor %}";

TEST_F(privacy, prompts_and_answers_are_in_no_log_and_in_no_error) {
    const std::string marker = "Xylophone-4711";
    Spoken spoken;
    LoadOptions load = support::on_the_cpu();
    load.on_log = [&](std::string_view line) { spoken.hear(line); };
    load.extra_arguments.insert(load.extra_arguments.end(), {"--chat-template", kTemplate});
    const auto model = support::load_bundled(std::move(load));
    ASSERT_TRUE(model);
    GenerateOptions few;
    few.max_tokens = 3;
    const auto heard = [&](const std::string& prompt, const GenerateOptions& options) {
        TokenStream stream = model->generate(prompt, options);
        while (stream.next()) {
        }
        spoken.hear(stream.error());
        return stream.error();
    };

    EXPECT_FALSE(heard("The word is " + marker, few));
    auto ids = model->extension<Tokeniser>()->tokenize(marker, false);
    ASSERT_TRUE(ids);
    EXPECT_EQ(model->extension<Tokeniser>()->detokenize(*ids).value(), marker);

    std::string much;
    for (int i = 0; i < 300; ++i)
        much += marker + " ";
    const auto too_long = heard(much, few);
    ASSERT_TRUE(too_long);
    EXPECT_EQ(too_long->code, ErrorCode::context_exceeded);

    const std::vector<Message> messages{{"critic", marker}};
    TokenStream chat = model->chat(messages, few);
    EXPECT_FALSE(chat.next());
    ASSERT_TRUE(chat.error()) << "the template refuses";
    spoken.hear(chat.error());

    GenerateOptions endless;
    endless.max_tokens = 100'000;
    endless.ignore_end_of_sequence = true;
    TokenStream cut = model->generate("The word is " + marker, endless);
    ASSERT_TRUE(cut.next());
    ASSERT_EQ(::kill(server(), SIGABRT), 0);
    while (cut.next()) {
    }
    spoken.hear(cut.error());
    spoken.hear(model->last_error());
    ASSERT_TRUE(model->close());

    EXPECT_THAT(spoken.all(), HasSubstr("rocinfer tiny")) << "the log was heard";
    EXPECT_THAT(spoken.all(), Not(HasSubstr(marker)));
    EXPECT_THAT(spoken.all(), Not(HasSubstr("Xylophone")));
    EXPECT_THAT(spoken.all(), Not(HasSubstr("The word is")));
}

// Variables that would make the server another one; each has been seen to.
TEST_F(privacy, the_hosts_variables_give_the_server_no_orders) {
    const ScopedVariable router("LLAMA_SERVER_ROUTER_PORT", "18081");
    const ScopedVariable vertex("AIP_MODE", "PREDICTION");
    const ScopedVariable port("AIP_HTTP_PORT", "18080");
    const ScopedVariable slots("LLAMA_ARG_ENDPOINT_SLOTS", "1");
    const ScopedVariable metrics("LLAMA_ARG_ENDPOINT_METRICS", "1");
    const auto model = support::load_bundled(support::on_the_cpu());
    ASSERT_TRUE(model);
    for (const std::string& entry : texts_of(server(), "environ")) {
        EXPECT_THAT(entry, Not(testing::StartsWith("LLAMA_")));
        EXPECT_THAT(entry, Not(testing::StartsWith("AIP_")));
    }
    GenerateOptions few;
    few.max_tokens = 2;
    EXPECT_EQ(model->generate("The capital of France is", few).text().value(), " Paris.");
    EXPECT_EQ(ask("GET", "/metrics")->status, 501);
}

}  // namespace
