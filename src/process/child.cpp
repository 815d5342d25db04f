// SPDX-License-Identifier: EUPL-1.2
#include "process/child.h"

#include "process/signals_blocked.h"
#include "process/supervisor.h"

#include <future>
#include <new>
#include <system_error>
#include <utility>

namespace inference::process {

Result<std::unique_ptr<Child>> Child::spawn(Command command, Observer observer,
                                            std::size_t log_ring_bytes) {
    if (auto usable = validate(command); !usable) return std::unexpected(usable.error());
    const std::string executable = command.executable;
    auto supervisor =
        std::make_shared<Supervisor>(std::move(command), std::move(observer), log_ring_bytes);
    std::promise<Result<void>> promise;
    auto started = promise.get_future();
    std::thread thread;
    try {
        const SignalsBlocked blocked;
        thread = std::thread([supervisor, promise = std::move(promise)]() mutable {
            supervisor->run(std::move(promise));
        });
    } catch (const std::system_error& error) {
        return fail(ErrorCode::io, "process: cannot start a thread to watch '" + executable +
                                       "': " + error.code().message());
    }
    if (auto outcome = started.get(); !outcome) {
        thread.join();
        return std::unexpected(std::move(outcome.error()));
    }
    return std::unique_ptr<Child>(new Child(std::move(supervisor), std::move(thread)));
}

Child::Child(std::shared_ptr<Supervisor> supervisor, std::thread thread)
    : supervisor_(std::move(supervisor)), thread_(std::move(thread)) {}

Child::~Child() {
    if (!supervisor_->is_own_process()) {
        // A forked copy of the host: the thread is not there to be joined, the child not ours to
        // kill.
        new std::thread(std::move(thread_));
        new std::shared_ptr<Supervisor>(std::move(supervisor_));
        return;
    }
    supervisor_->kill_now();
    // Destroyed by a callback: the thread can't wait for itself. It owns all that it needs, and
    // ends as soon as the killed child has.
    if (supervisor_->is_own_thread()) {
        thread_.detach();
    } else {
        thread_.join();
    }
}

pid_t Child::pid() const noexcept {
    return supervisor_->pid();
}

std::optional<ExitStatus> Child::exit_status() const {
    return supervisor_->exit_status();
}

std::optional<ExitStatus> Child::wait_until(std::chrono::steady_clock::time_point deadline) const {
    return supervisor_->wait_until(deadline);
}

Result<void> Child::signal(int signal_number) {
    return supervisor_->signal(signal_number);
}

ExitStatus Child::stop(const StopPolicy& policy) {
    return supervisor_->stop(policy);
}

bool Child::catch_up(std::chrono::steady_clock::time_point deadline) {
    return supervisor_->catch_up(deadline);
}

std::string Child::log_tail() const {
    return supervisor_->log_tail();
}

}  // namespace inference::process
