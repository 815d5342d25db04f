// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/start_server.h"

#include "base/fork_guard.h"
#include "llamacpp/launch/arguments.h"
#include "llamacpp/launch/cpu_backend.h"
#include "llamacpp/launch/model_link.h"
#include "llamacpp/launch/probe.h"
#include "llamacpp/server/key_file.h"
#include "llamacpp/server/listening_process.h"
#include "llamacpp/server/readiness.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace inference::llamacpp {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr auto kPropsPatience = milliseconds(10'000);
constexpr auto kReadingPatience = std::chrono::seconds(5);

std::unexpected<StartFailure> failed(Error error) {
    return std::unexpected(StartFailure{std::move(error)});
}

/// What is to be spawned, and what must live as long as it does.
struct Prepared {
    RuntimeFolder folder;
    ServerConfig config;  ///< the request's, with the context known
    StartPaths paths;
    std::string key;
    process::Command command;
    std::string gfx_override;
};

Result<StartPaths> prepare_paths(const StartRequest& request, const RuntimeFolder& folder) {
    StartPaths paths;
    auto model = safe_path(request.model.path, folder, "model");
    if (!model) return std::unexpected(model.error());
    paths.model = *std::move(model);
    paths.sessions_folder = folder.path();
    for (std::size_t i = 0; i < request.config.adapters.size(); ++i) {
        auto path =
            safe_path(request.config.adapters[i].path, folder, "adapter" + std::to_string(i), ",:");
        if (!path) return std::unexpected(path.error());
        paths.adapters.push_back(*std::move(path));
    }
    return paths;
}

Result<Prepared> prepare(const StartRequest& request, Clock::time_point begun) {
    auto folder = RuntimeFolder::create(request.host);
    if (!folder) return std::unexpected(folder.error());
    auto paths = prepare_paths(request, *folder);
    if (!paths) return std::unexpected(paths.error());
    std::string key;
    if (request.config.transport == Transport::unix_socket) {
        paths->socket = folder->file("s.sock");
    } else {
        auto file = write_key_file(*folder);
        if (!file) return std::unexpected(file.error());
        paths->key_file = std::move(file->path);
        key = std::move(file->key);
    }
    process::WaitLimit limit(request.cancel);
    if (request.load_timeout.count() > 0) limit.deadline = begun + request.load_timeout;
    const auto features = features_of(request.binary, request.host, limit);
    if (!features) return std::unexpected(features.error());

    ServerConfig config = request.config;
    if (config.context_per_slot == 0) {
        config.context_per_slot =
            static_cast<std::int32_t>(default_context(request.model.trained_context));
    }
    auto arguments = build_arguments(config, *paths, *features);
    if (!arguments) return std::unexpected(arguments.error());
    auto environment = build_server_environment(request.host, config, request.mask,
                                                cpu_backend_beside(request.binary.path));
    if (!environment) return std::unexpected(environment.error());
    return Prepared{*std::move(folder),
                    std::move(config),
                    *std::move(paths),
                    std::move(key),
                    {request.binary.path, *std::move(arguments), environment->entries()},
                    environment->get("HSA_OVERRIDE_GFX_VERSION").value_or("")};
}

// The server caps and rounds in silence: what it really gives is what counts.
Result<void> check_properties(const ServerProperties& real, const ServerConfig& wanted,
                              const ModelInfo& model) {
    if (real.slots != wanted.slots) {
        return fail(ErrorCode::start_failed, "llamacpp: " + std::to_string(wanted.slots) +
                                                 " slots were asked for, but the server has " +
                                                 std::to_string(real.slots));
    }
    if (real.context_per_slot >= wanted.context_per_slot) return {};
    std::string message = "llamacpp: " + std::to_string(wanted.context_per_slot) +
                          " tokens of context for each slot were asked for, but the server gives " +
                          std::to_string(real.context_per_slot);
    if (model.trained_context > 0) {
        message += " (the model was made for " + std::to_string(model.trained_context) + ")";
    }
    return fail(ErrorCode::start_failed, message + "; ask for less");
}

Result<ServerProperties> read_properties(const Server& server, const StartRequest& request) {
    const auto patience = std::min<milliseconds>(request.stall_timeout, kPropsPatience);
    auto answer = server.ask("GET", "/props", {},
                             process::WaitLimit(request.cancel, Clock::now() + patience));
    if (answer) return parse_properties(*answer);
    if (answer.error().code == ErrorCode::cancelled) {
        answer.error().message = "llamacpp: loading the model was cancelled";
    }
    return std::unexpected(answer.error());
}

std::vector<std::string> oddities(const StartingServer& starting) {
    const std::string& socket = starting.paths.socket;
    if (socket.empty()) return {};
    const auto listener = listening_process(socket);
    if (!listener || *listener == starting.child.pid()) return {};
    return {starting.request.binary.path +
            " starts llama-server as another process, which outlives this program when it is "
            "killed; begin the script's last line with exec"};
}

}  // namespace

std::expected<std::shared_ptr<Server>, StartFailure> start_server(const StartRequest& request) {
    if (request.on_progress) {
        request.on_progress({0, request.model.file_bytes, "starting llama-server"});
    }
    const auto begun = Clock::now();
    auto prepared = prepare(request, begun);
    if (!prepared) return failed(prepared.error());

    auto monitor = std::make_shared<ServerMonitor>(request.log);
    auto child =
        process::Child::spawn(std::move(prepared->command), ServerMonitor::observer_of(monitor));
    if (!child) return failed(child.error());
    process::Child& spawned = **child;
    const StartingServer starting{request,       prepared->paths,        *monitor, spawned,
                                  prepared->key, prepared->gfx_override, begun};
    auto client = wait_until_ready(starting);
    if (!client) return std::unexpected(client.error());

    ServerMonitor& watching = *monitor;
    const std::shared_ptr<Server> server = base::make_fork_bound<Server>(
        Server::Parts{std::move(prepared->folder), std::move(monitor), *std::move(child),
                      *std::move(client), prepared->gfx_override, request.progress_timeout});
    auto properties = read_properties(*server, request);
    if (!properties) {
        if (auto status = watching.exit_status()) {
            return std::unexpected(explain_end(starting, *status));
        }
        return std::unexpected(with_log(properties.error(), spawned));
    }
    if (auto ok = check_properties(*properties, prepared->config, request.model); !ok) {
        return std::unexpected(with_log(ok.error(), spawned));
    }
    // The server wrote its lines before it was ready; that they were read too is another matter.
    static_cast<void>(spawned.catch_up(Clock::now() + kReadingPatience));
    server->take_readiness({*std::move(properties), oddities(starting), watching.first_lines()});
    watching.forget_first_lines();
    return server;
}

}  // namespace inference::llamacpp
