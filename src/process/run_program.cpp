// SPDX-License-Identifier: EUPL-1.2
#include "process/run_program.h"

#include "process/child.h"

#include <csignal>
#include <string_view>
#include <utility>

namespace inference::process {

Result<ProgramResult> run_program(Command command, const RunLimits& limits) {
    ProgramResult result;  // its output is written by the supervising thread until that has ended
    Observer observer;
    observer.on_log = [&result, most = limits.output_bytes](std::string_view line) {
        std::string& output = result.output;
        output += line.substr(0, most - output.size());
        if (output.size() < most) output += '\n';
    };
    auto child = Child::spawn(std::move(command), std::move(observer));
    if (!child) return std::unexpected(std::move(child.error()));
    std::optional<ExitStatus> status;
    {
        const std::stop_callback on_cancel(
            limits.cancel, [&child] { static_cast<void>((*child)->signal(SIGKILL)); });
        status = (*child)->wait_until(limits.deadline);
    }
    result.tail = (*child)->log_tail();
    child->reset();  // joins the supervising thread
    if (!limits.cancel.stop_requested()) result.status = status;
    return result;
}

}  // namespace inference::process
