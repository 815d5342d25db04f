// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/restarting_server.h"

#include "llamacpp/server/start_server.h"

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

namespace inference::llamacpp {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

RestartingServer::RestartingServer(StartRequest request, const RestartPolicy& policy,
                                   std::shared_ptr<Server> server, Hooks hooks)
    : request_(std::move(request)),
      policy_(policy),
      hooks_(std::move(hooks)),
      server_(std::move(server)),
      budget_(policy_) {
    // What ended or watched the load is no business of a restart.
    request_.cancel = stopping_.get_token();
    request_.on_progress = {};
    auto thread = base::Thread::start("server-restart", [this] { keep(); });
    if (!thread) throw std::system_error(thread.error());
    thread_ = *std::move(thread);
}

RestartingServer::~RestartingServer() {
    stop();
}

Result<void> RestartingServer::check_process() const {
    if (guard_.in_original_process()) return {};
    return fail(
        ErrorCode::unsupported,
        "llamacpp: the model belongs to the process that forked this one; load it here too");
}

void RestartingServer::stop() {
    if (!guard_.in_original_process()) return;
    stopping_.request_stop();
    change(State::closed);
    newest()->stop();
    thread_.join();
    // Last: a sink that is stuck is waited for when there is nothing else left to end.
    if (request_.log) request_.log->finish();
}

bool RestartingServer::closed() const {
    return stopping_.stop_requested();
}

std::shared_ptr<Server> RestartingServer::newest() const {
    const std::scoped_lock lock(mutex_);
    return server_;
}

void RestartingServer::change(State state) {
    const std::scoped_lock lock(mutex_);
    if (state_ != State::closed) state_ = state;
    changed_->notify_all();
}

void RestartingServer::keep() {
    while (true) {
        newest()->wait_for_exit();
        if (closed()) return;
        bring_back();
    }
}

void RestartingServer::bring_back() {
    const std::shared_ptr<Server> dead = newest();
    Error death = dead->explain_broken("it ended");
    dead->retire();
    ask_for_less(dead->failure());
    while (!closed()) {
        const RestartBudget::Next next = budget_.next(Clock::now());
        {
            Lock lock(mutex_);
            last_death_ = death;
            if (state_ != State::closed) {
                state_ = next.used_up ? State::given_up : State::restarting;
            }
            changed_->notify_all();
            changed_->wait_until(lock, stopping_.get_token(), next.when, [] { return false; });
        }
        if (closed()) return;
        budget_.record(Clock::now());
        change(State::restarting);
        if (hooks_.before_start) hooks_.before_start();
        auto server = start_server(request_);
        if (!server) {
            death = server.error().error;
            ask_for_less(server.error().kind);
            continue;
        }
        std::vector<std::string> said;
        if (hooks_.inspect) {
            auto inspected = hooks_.inspect(**server);
            if (!inspected) {
                death = inspected.error();
                continue;
            }
            said = *std::move(inspected);
        }
        const Lock lock(mutex_);
        std::ranges::copy_if(said, std::back_inserter(notes_), [&](const std::string& note) {
            return std::ranges::find(notes_, note) == notes_.end();
        });
        // Where stop() came first it has stopped the dead one: this one goes with its last owner.
        if (state_ == State::closed) return;
        server_ = *std::move(server);
        state_ = State::running;
        changed_->notify_all();
        return;
    }
}

void RestartingServer::ask_for_less(FailureKind why) {
    if (!hooks_.step_down) return;
    auto less = hooks_.step_down(request_.config, why);
    if (!less) return;
    request_.config = std::move(less->config);
    const std::scoped_lock lock(mutex_);
    notes_.push_back(std::move(less->note));
}

std::vector<std::string> RestartingServer::notes() const {
    const std::scoped_lock lock(mutex_);
    return notes_;
}

bool RestartingServer::usable(const std::shared_ptr<Server>& lost, Needs needs) const {
    return state_ == State::running && server_ != lost && !server_->exited() &&
           (needs == Needs::no_slot || !turn_taken_);
}

Result<void> RestartingServer::wait(Lock& lock, const process::WaitLimit& patience,
                                    const std::function<bool()>& ready) {
    const auto enough = [&] {
        return state_ == State::closed || state_ == State::given_up || ready();
    };
    changed_->wait_until(lock, patience.cancel, patience.deadline, enough);
    if (state_ == State::closed || state_ == State::given_up) return std::unexpected(why_not());
    if (ready()) return {};
    if (patience.cancel.stop_requested()) {
        return fail(ErrorCode::cancelled, "llamacpp: the generation was cancelled");
    }
    return fail(ErrorCode::deadline_exceeded,
                "llamacpp: the deadline passed while llama-server was started again");
}

Error RestartingServer::why_not() const {
    if (state_ == State::closed) return {ErrorCode::closed, "llamacpp: the model was closed", {}};
    if (!restarts()) return last_death_;
    return {ErrorCode::engine_died,
            "llamacpp: llama-server was started again " + std::to_string(policy_.most) +
                " times within " + std::to_string(policy_.window.count() / 1000) +
                " s and died each time, so it is left alone until that time is over (option "
                "restarts); the last time: " +
                last_death_.message,
            last_death_.detail};
}

Result<std::shared_ptr<Server>> RestartingServer::wait_for_server(
    Lock& lock, const process::WaitLimit& patience, const std::shared_ptr<Server>& lost,
    Needs needs) {
    const auto ready = [&] { return usable(lost, needs); };
    if (auto ok = wait(lock, patience, ready); !ok) return std::unexpected(ok.error());
    return server_;
}

Result<std::shared_ptr<Server>> RestartingServer::server(const process::WaitLimit& patience,
                                                         const std::shared_ptr<Server>& lost,
                                                         Needs needs) {
    if (auto ok = check_process(); !ok) return std::unexpected(ok.error());
    Lock lock(mutex_);
    return wait_for_server(lock, patience, lost, needs);
}

std::shared_ptr<Server> RestartingServer::server_now() {
    if (!guard_.in_original_process()) return nullptr;
    const std::scoped_lock lock(mutex_);
    return usable({}, Needs::a_slot) ? server_ : nullptr;
}

Result<RestartingServer::Turn> RestartingServer::begin_turn(const process::WaitLimit& patience,
                                                            const std::shared_ptr<Server>& lost) {
    if (auto ok = check_process(); !ok) return std::unexpected(ok.error());
    Lock lock(mutex_);
    auto server = wait_for_server(lock, patience, lost, Needs::a_slot);
    if (!server) return std::unexpected(server.error());
    turn_taken_ = true;
    return Turn(*this, *std::move(server));
}

void RestartingServer::end_turn() {
    const std::scoped_lock lock(mutex_);
    turn_taken_ = false;
    changed_->notify_all();
}

}  // namespace inference::llamacpp
