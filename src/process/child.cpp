// SPDX-License-Identifier: EUPL-1.2
#include "process/child.h"

#include "base/errno_text.h"
#include "base/fork_guard.h"
#include "process/supervisor.h"

#include <future>
#include <utility>

namespace inference::process {

Result<std::unique_ptr<Child>> Child::spawn(Command command, Observer observer,
                                            std::size_t log_ring_bytes) {
    if (auto usable = validate(command); !usable) return std::unexpected(usable.error());
    const std::string executable = command.executable;
    const std::shared_ptr<Supervisor> supervisor =
        base::make_fork_bound<Supervisor>(std::move(command), std::move(observer), log_ring_bytes);
    auto started = std::make_shared<std::promise<Result<void>>>();
    auto outcome = started->get_future();
    auto thread =
        base::Thread::start("child-watch", [supervisor, started] { supervisor->run(*started); });
    if (!thread) {
        return fail(ErrorCode::io, "process: cannot start a thread to watch '" + executable +
                                       "': " + base::errno_text(thread.error()));
    }
    if (auto runs = outcome.get(); !runs) return std::unexpected(std::move(runs.error()));
    return std::unique_ptr<Child>(new Child(supervisor, *std::move(thread)));
}

Child::Child(std::shared_ptr<Supervisor> supervisor, base::Thread thread)
    : supervisor_(std::move(supervisor)), thread_(std::move(thread)) {}

Child::~Child() {
    supervisor_->kill_now();
    // The thread owns its supervisor too: destroyed by a callback, the child's end is still
    // noticed.
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
