// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/server.h"

#include "llamacpp/failure/diagnosis.h"
#include "llamacpp/failure/error_answer.h"

#include <algorithm>
#include <csignal>
#include <stop_token>
#include <utility>

namespace inference::llamacpp {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// An idle server leaves 3 to 275 ms after SIGTERM (the more memory, the longer); one with requests
// in flight needs the second; what is left then gets SIGKILL, all within a second.
constexpr process::StopPolicy kStop{milliseconds(450), milliseconds(350)};
// A SIGTERM between "listening" and the main loop, some 10 ms later, is lost.
constexpr auto kUntilMainLoop = milliseconds(30);
// The reset of a connection can be seen a moment before the end of its process.
constexpr auto kExitAfterReset = milliseconds(500);
constexpr auto kEndOfKilled = std::chrono::seconds(10);
constexpr auto kAliveAnswer = milliseconds(2000);
constexpr auto kAnswerPatience = std::chrono::seconds(60);

}  // namespace

Server::Server(Parts parts)
    : folder_(std::move(parts.folder)),
      folder_path_(folder_.path()),
      monitor_(std::move(parts.monitor)),
      child_(std::move(parts.child)),
      client_(std::move(parts.client)),
      gfx_override_(std::move(parts.gfx_override)),
      progress_timeout_(parts.progress_timeout) {}

Server::~Server() {
    stop();
}

FailureKind Server::failure() const {
    const auto status = monitor_->exit_status();
    if (!status || hung_) return FailureKind::unknown;
    return diagnose(*status, child_->log_tail(), Stage::in_use, gfx_override_).kind;
}

Error Server::explain_broken(const std::string& reason) const {
    if (closed()) return {ErrorCode::closed, "llamacpp: the model was closed", {}};
    // While one that dies gives its memory back, its socket is gone already.
    if (monitor_->wait_for_exit(Clock::now() + kExitAfterReset) ||
        (!answers() && monitor_->wait_for_exit(Clock::now() + kEndOfKilled))) {
        if (hung_) {
            return {ErrorCode::engine_died,
                    "llamacpp: llama-server hung and was killed: a request made no progress for " +
                        std::to_string(progress_timeout_.count()) +
                        " ms; if it is only slow, raise the option progress_timeout",
                    child_->log_tail()};
        }
        return explain_death(*monitor_->exit_status(), child_->log_tail(), gfx_override_);
    }
    if (outlived_its_kill()) {
        return {
            ErrorCode::engine_died,
            "llamacpp: llama-server hangs in the GPU's driver and can't be ended; see sudo dmesg, "
            "and reset the GPU or restart the machine",
            child_->log_tail()};
    }
    return {ErrorCode::protocol, "llamacpp: the connection to llama-server broke: " + reason,
            child_->log_tail()};
}

Result<std::string> Server::ask(const std::string& method, const std::string& path,
                                std::string body, const process::WaitLimit& limit) const {
    // Nothing that is asked here takes long: a server that does not answer is stuck.
    const auto deadline = limit.has_deadline() ? limit.deadline : Clock::now() + kAnswerPatience;
    auto answer = client_.fetch({method, path, std::move(body)}, deadline, limit.cancel);
    if (!answer) {
        const ErrorCode code = answer.error().code;
        if (code == ErrorCode::deadline_exceeded && !limit.has_deadline()) {
            return fail(ErrorCode::protocol, "llamacpp: llama-server did not answer " + path +
                                                 " within " +
                                                 std::to_string(kAnswerPatience.count()) + " s");
        }
        if (code == ErrorCode::cancelled || code == ErrorCode::deadline_exceeded) {
            return std::unexpected(answer.error());
        }
        return std::unexpected(explain_broken(answer.error().message));
    }
    if (answer->status != 200) {
        return std::unexpected(explain_error_answer(path, answer->status, answer->body));
    }
    return std::move(answer->body);
}

bool Server::answers() const {
    const auto patience = progress_timeout_.count() > 0
                              ? std::min<milliseconds>(progress_timeout_, kAliveAnswer)
                              : kAliveAnswer;
    return client_.fetch({"GET", "/health", {}}, Clock::now() + patience).has_value();
}

void Server::kill_hanging() {
    if (exited() || hung_.exchange(true)) return;
    killed_at_ = Clock::now();
    static_cast<void>(child_->signal(SIGKILL));
}

bool Server::outlived_its_kill() const {
    return hung_ && !exited() && Clock::now() > killed_at_.load() + kEndOfKilled;
}

void Server::stop() {
    closed_ = true;
    // The server does not obey SIGTERM while a request is open.
    client_.stop();
    if (activity().contents == 0) monitor_->wait_for_main_loop(Clock::now() + kUntilMainLoop);
    retire();
}

void Server::retire() {
    child_->stop(kStop);
    const std::scoped_lock lock(removing_);
    folder_.remove();
}

}  // namespace inference::llamacpp
