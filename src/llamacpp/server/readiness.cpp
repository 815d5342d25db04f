// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/readiness.h"

#include "llamacpp/failure/diagnosis.h"
#include "llamacpp/server/listening_port.h"
#include "llamacpp/server/load_watch.h"

#include <cstdint>
#include <optional>

namespace inference::llamacpp {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// While a request waits, llama-server sends ":" and two newlines; some may come together.
constexpr std::size_t kLongestPing = 16;
constexpr auto kPollHealth = milliseconds(2);
constexpr auto kHealthPatience = milliseconds(1000);

std::optional<std::uint16_t> port_of(const StartingServer& starting) {
    if (!starting.monitor.spoke_of_listening()) return std::nullopt;
    return listening_port(starting.child.pid());
}

StartFailure no_progress(const StartingServer& starting, const std::string& refusal) {
    const auto limit = starting.request.stall_timeout.count();
    return with_log({ErrorCode::start_failed,
                     "llamacpp: loading " + starting.request.model.path + " made no progress for " +
                         std::to_string(limit) +
                         " ms; if the disk is that slow, raise the option stall_timeout" + refusal,
                     {}},
                    starting.child);
}

StartFailure took_too_long(const StartingServer& starting) {
    const auto limit = starting.request.load_timeout.count();
    return with_log({ErrorCode::deadline_exceeded,
                     "llamacpp: loading " + starting.request.model.path + " took longer than " +
                         std::to_string(limit) + " ms; raise the option load_timeout",
                     {}},
                    starting.child);
}

StartFailure cancelled(const StartingServer& starting) {
    return {{ErrorCode::cancelled,
             "llamacpp: loading " + starting.request.model.path + " was cancelled",
             {}}};
}

bool over_time(const StartingServer& starting) {
    const auto limit = starting.request.load_timeout;
    return limit.count() > 0 && Clock::now() - starting.begun > limit;
}

}  // namespace

StartFailure with_log(Error error, const process::Child& child) {
    if (error.detail.empty()) error.detail = child.log_tail();
    return {std::move(error)};
}

StartFailure explain_end(const StartingServer& starting, const process::ExitStatus& status) {
    const std::string log = starting.child.log_tail();
    return {
        explain_failed_start(starting.request.model.path, status, log, starting.gfx_override),
        diagnose(status, log, Stage::loading, starting.gfx_override).kind,
    };
}

std::expected<http::Client, StartFailure> wait_until_ready(const StartingServer& starting) {
    const StartRequest& request = starting.request;
    LoadWatch watch(starting.child.pid(), request.model.file_bytes, request.stall_timeout,
                    request.on_progress);
    std::optional<http::Client> client;
    std::string refusal;
    if (!starting.paths.socket.empty()) {
        client.emplace(http::Endpoint{starting.paths.socket, "http://localhost", {}, kLongestPing});
    }
    while (true) {
        if (auto status = starting.monitor.exit_status()) {
            return std::unexpected(explain_end(starting, *status));
        }
        if (request.cancel.stop_requested()) return std::unexpected(cancelled(starting));
        if (!client) {
            if (const auto port = port_of(starting)) {
                client.emplace(http::Endpoint{
                    {}, "http://127.0.0.1:" + std::to_string(*port), starting.key, kLongestPing});
            }
        }
        if (client) {
            const auto health = client->fetch({"GET", "/health", {}},
                                              Clock::now() + kHealthPatience, request.cancel);
            if (health && health->status == 200) {
                watch.done();
                return *client;
            }
            // Nothing was asked, and nothing ever will be.
            if (!health && health.error().code == ErrorCode::io) {
                return std::unexpected(with_log(health.error(), starting.child));
            }
            if (!health) refusal = "; asked whether it is ready: " + health.error().message;
        }
        if (!client && starting.monitor.spoke_of_listening()) {
            refusal =
                "; it listens, but not as the process that was started: begin the last line of "
                "a script around it with exec";
        }
        if (watch.stalled(starting.monitor.lines())) {
            return std::unexpected(no_progress(starting, refusal));
        }
        if (over_time(starting)) return std::unexpected(took_too_long(starting));
        starting.monitor.wait_for_news(Clock::now() + kPollHealth);
    }
}

}  // namespace inference::llamacpp
