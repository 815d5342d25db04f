// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/fork_guard.h"
#include "base/thread.h"
#include "llamacpp/server/restart_budget.h"
#include "llamacpp/server/server.h"
#include "llamacpp/server/start_request.h"
#include "process/wait_limit.h"

#include <inference/error.h>
#include <inference/options.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace inference::llamacpp {

/// A configuration that asks for less than the one before.
struct SteppedDown {
    ServerConfig config;
    std::string note;  ///< what was given up and why, for people
};

/// The server that a model lives in, whichever process that is just now: one that died is started
/// again as RestartPolicy says. Thread-safe. Destroying it stops the server. In a forked copy of
/// the host, where its thread does not exist, it lets go and refuses all else.
class RestartingServer {
public:
    /// What is called between a death and the next start, from a thread of this object's own. Each
    /// may be empty.
    struct Hooks {
        /// The dead one's memory may not be back yet.
        std::function<void()> before_start;
        /// A configuration that asks for less, where less may help; empty where nothing changes.
        std::function<std::optional<SteppedDown>(const ServerConfig&, FailureKind)> step_down;
        /// Looks where a new server runs: what people should know of it, or why it is not to be
        /// used.
        std::function<Result<std::vector<std::string>>(const Server&)> inspect;
    };
    /// Takes over a server that was started with this request.
    RestartingServer(StartRequest request, const RestartPolicy& policy,
                     std::shared_ptr<Server> server, Hooks hooks);
    ~RestartingServer();
    RestartingServer(const RestartingServer&) = delete;
    RestartingServer& operator=(const RestartingServer&) = delete;

    enum class Needs { a_slot, no_slot };
    /// The server for a new request: waits while one is being started and, if it needs a slot,
    /// while a stream that was cut takes up its place. `lost` is one that the caller knows to be
    /// dead. Errors: closed, cancelled, deadline_exceeded, engine_died when the restarts are used
    /// up (the death's own error where there are none), unsupported in a forked copy.
    Result<std::shared_ptr<Server>> server(const process::WaitLimit& patience = {},
                                           const std::shared_ptr<Server>& lost = {},
                                           Needs needs = Needs::a_slot);
    /// The same without waiting; null where one would have to.
    std::shared_ptr<Server> server_now();
    /// The newest server, dead or not.
    std::shared_ptr<Server> newest() const;

    /// The right to put a cut stream's tokens back into a slot, undisturbed by new requests: they
    /// would take that slot between two steps. One at a time; ends with the object.
    class Turn {
    public:
        Turn(RestartingServer& keeper, std::shared_ptr<Server> server)
            : keeper_(&keeper), server_(std::move(server)) {}
        Turn(Turn&& other) noexcept
            : keeper_(std::exchange(other.keeper_, nullptr)), server_(std::move(other.server_)) {}
        Turn& operator=(Turn&& other) noexcept {
            std::swap(keeper_, other.keeper_);
            std::swap(server_, other.server_);
            return *this;
        }
        ~Turn() {
            if (keeper_ != nullptr) keeper_->end_turn();
        }
        /// One that was alive when the turn began.
        const std::shared_ptr<Server>& server() const noexcept { return server_; }

    private:
        RestartingServer* keeper_;
        std::shared_ptr<Server> server_;
    };
    /// Waits for it. Errors as of server().
    Result<Turn> begin_turn(const process::WaitLimit& patience,
                            const std::shared_ptr<Server>& lost);

    /// What was given up since the load, for people.
    std::vector<std::string> notes() const;
    /// An error in a forked copy of the host, which must not use what the original uses.
    Result<void> check_process() const;
    bool closed() const;
    bool restarts() const noexcept { return policy_.most > 0; }
    /// Ends every exchange, and the server for good. Safe to call twice and from any thread.
    void stop();

private:
    enum class State { running, restarting, given_up, closed };

    using Lock = std::unique_lock<std::mutex>;

    void keep();
    void bring_back();
    void ask_for_less(FailureKind why);
    void end_turn();
    void change(State state);
    bool usable(const std::shared_ptr<Server>& lost, Needs needs) const;
    Result<std::shared_ptr<Server>> wait_for_server(Lock& lock, const process::WaitLimit& patience,
                                                    const std::shared_ptr<Server>& lost,
                                                    Needs needs);
    Result<void> wait(Lock& lock, const process::WaitLimit& patience,
                      const std::function<bool()>& ready);
    Error why_not() const;

    StartRequest request_;  // but for `log` the keeper's thread's alone
    const RestartPolicy policy_;
    const Hooks hooks_;
    const base::ForkGuard guard_;
    std::stop_source stopping_;

    mutable std::mutex mutex_;
    const base::ForkBound<std::condition_variable_any> changed_ =
        base::make_fork_bound<std::condition_variable_any>();
    State state_ = State::running;
    bool turn_taken_ = false;
    std::shared_ptr<Server> server_;
    Error last_death_;
    std::vector<std::string> notes_;
    RestartBudget budget_;
    base::Thread thread_;  // the last: it uses all of the above
};

}  // namespace inference::llamacpp
