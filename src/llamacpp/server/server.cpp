// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/server.h"

#include "base/descriptor.h"
#include "base/errno_text.h"
#include "base/fork_guard.h"
#include "llamacpp/failure/diagnosis.h"
#include "llamacpp/failure/error_answer.h"
#include "llamacpp/launch/arguments.h"
#include "llamacpp/launch/cpu_backend.h"
#include "llamacpp/launch/model_link.h"
#include "llamacpp/launch/probe.h"
#include "llamacpp/server/listening_port.h"
#include "llamacpp/server/listening_process.h"
#include "llamacpp/server/load_watch.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <random>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace inference::llamacpp {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// While a request waits, llama-server sends ":" and two newlines; some may come together.
constexpr std::size_t kLongestPing = 16;
constexpr auto kPollHealth = milliseconds(2);
constexpr auto kHealthPatience = milliseconds(1000);
// An idle server leaves 3 to 275 ms after SIGTERM (the more memory, the longer); one with requests
// in flight needs the second; what is left then gets SIGKILL, all within a second.
constexpr process::StopPolicy kStop{milliseconds(450), milliseconds(350)};
// A SIGTERM between "listening" and the main loop, some 10 ms later, is lost.
constexpr auto kUntilMainLoop = milliseconds(30);
// The reset of a connection can be seen a moment before the end of its process.
constexpr auto kExitAfterReset = milliseconds(500);
constexpr auto kEndOfKilled = std::chrono::seconds(10);
constexpr auto kAliveAnswer = milliseconds(2000);
constexpr auto kPropsPatience = milliseconds(10'000);
constexpr auto kAnswerPatience = std::chrono::seconds(60);
constexpr auto kReadingPatience = std::chrono::seconds(5);
constexpr std::int32_t kDefaultContext = 4096;

Result<std::string> write_key(const RuntimeFolder& folder, std::string& key) {
    std::random_device random;
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (int i = 0; i < 64; ++i)
        key += kDigits[random() % kDigits.size()];
    std::string path = folder.file("key");
    const auto failure = [&](int error) {
        return fail(ErrorCode::io, "llamacpp: can't write the key file " + path + ": " +
                                       base::errno_text(error) +
                                       "; set XDG_RUNTIME_DIR or TMPDIR to a folder with room");
    };
    const base::Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file) return failure(errno);
    const std::string line = key + "\n";
    const ssize_t written = ::write(file.get(), line.data(), line.size());
    if (written != static_cast<ssize_t>(line.size())) return failure(written < 0 ? errno : ENOSPC);
    return path;
}

std::int32_t context_per_slot(const LoadOptions& options, const ModelInfo& model) {
    if (options.context_length > 0) return options.context_length;
    if (model.trained_context <= 0) return kDefaultContext;
    return static_cast<std::int32_t>(
        std::min<std::int64_t>(model.trained_context, kDefaultContext));
}

Result<Launch> prepare(const StartRequest& request, const RuntimeFolder& folder) {
    Launch launch;
    auto model = safe_path(request.model.path, folder, "model");
    if (!model) return std::unexpected(model.error());
    launch.model_path = *std::move(model);
    launch.context_per_slot = context_per_slot(request.options, request.model);
    launch.slots = std::max(request.options.parallel_slots, 1);
    launch.gpu_layers = request.options.gpu_layers;
    launch.on_gpu = request.on_gpu;
    launch.use = request.options.use;
    launch.sessions_folder = folder.path();
    launch.extra_arguments = request.options.extra_arguments;
    for (std::size_t i = 0; i < request.options.adapters.size(); ++i) {
        const Adapter& adapter = request.options.adapters[i];
        auto path = safe_path(adapter.path, folder, "adapter" + std::to_string(i), ",:");
        if (!path) return std::unexpected(path.error());
        launch.adapters.push_back({*std::move(path), adapter.scale});
    }
    return launch;
}

// The server caps and rounds in silence: what it really gives is what counts.
Result<void> check_properties(const ServerProperties& real, const Launch& wanted,
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

/// Everything a start holds on to while it waits.
struct Waiting {
    const StartRequest& request;
    const Launch& launch;
    ServerMonitor& life;
    process::Child& child;
    std::string key;
    std::string gfx_override;
    FailureKind* why;
    Clock::time_point begun;
};

Error explain_end(const Waiting& waiting, const process::ExitStatus& status) {
    const std::string log = waiting.child.log_tail();
    if (waiting.why != nullptr) {
        *waiting.why = diagnose(status, log, Stage::loading, waiting.gfx_override).kind;
    }
    return explain_failed_start(waiting.request.model.path, status, log, waiting.gfx_override);
}

Error with_log(Error error, const process::Child& child) {
    if (error.detail.empty()) error.detail = child.log_tail();
    return error;
}

std::optional<std::uint16_t> port_of(const Waiting& waiting) {
    if (!waiting.life.spoke_of_listening()) return std::nullopt;
    return listening_port(waiting.child.pid());
}

Error no_progress(const Waiting& waiting, const std::string& refusal) {
    const auto limit = waiting.request.options.stall_timeout.count();
    return with_log({ErrorCode::start_failed,
                     "llamacpp: loading " + waiting.request.model.path + " made no progress for " +
                         std::to_string(limit) +
                         " ms; if the disk is that slow, raise the option stall_timeout" + refusal,
                     {}},
                    waiting.child);
}

Error took_too_long(const Waiting& waiting) {
    const auto limit = waiting.request.options.load_timeout.count();
    return with_log({ErrorCode::deadline_exceeded,
                     "llamacpp: loading " + waiting.request.model.path + " took longer than " +
                         std::to_string(limit) + " ms; raise the option load_timeout",
                     {}},
                    waiting.child);
}

std::vector<std::string> oddities(const Waiting& waiting) {
    const std::string& socket = waiting.launch.socket_path;
    if (socket.empty()) return {};
    const auto listener = listening_process(socket);
    if (!listener || *listener == waiting.child.pid()) return {};
    return {waiting.request.binary.path +
            " starts llama-server as another process, which outlives this program when it is "
            "killed; begin the script's last line with exec"};
}

Result<http::Client> wait_until_ready(const Waiting& waiting) {
    const LoadOptions& options = waiting.request.options;
    LoadWatch watch(waiting.child.pid(), waiting.request.model.file_bytes, options.stall_timeout,
                    options.on_progress);
    const std::string& model = waiting.request.model.path;
    std::optional<http::Client> client;
    std::string refusal;
    if (!waiting.launch.socket_path.empty()) {
        client.emplace(
            http::Endpoint{waiting.launch.socket_path, "http://localhost", {}, kLongestPing});
    }
    while (true) {
        if (auto status = waiting.life.exit_status()) {
            return std::unexpected(explain_end(waiting, *status));
        }
        if (options.cancel.stop_requested()) {
            return fail(ErrorCode::cancelled, "llamacpp: loading " + model + " was cancelled");
        }
        if (!client) {
            if (const auto port = port_of(waiting)) {
                client.emplace(http::Endpoint{
                    {}, "http://127.0.0.1:" + std::to_string(*port), waiting.key, kLongestPing});
            }
        }
        if (client) {
            const auto health = client->fetch({"GET", "/health", {}},
                                              Clock::now() + kHealthPatience, options.cancel);
            if (health && health->status == 200) {
                watch.done();
                return *client;
            }
            // Nothing was asked, and nothing ever will be.
            if (!health && health.error().code == ErrorCode::io) {
                return std::unexpected(with_log(health.error(), waiting.child));
            }
            if (!health) refusal = "; asked whether it is ready: " + health.error().message;
        }
        if (!client && waiting.life.spoke_of_listening()) {
            refusal =
                "; it listens, but not as the process that was started: begin the last line of "
                "a script around it with exec";
        }
        if (watch.stalled(waiting.life.lines())) {
            return std::unexpected(no_progress(waiting, refusal));
        }
        if (options.load_timeout.count() > 0 &&
            Clock::now() - waiting.begun > options.load_timeout) {
            return std::unexpected(took_too_long(waiting));
        }
        waiting.life.wait_for_news(Clock::now() + kPollHealth);
    }
}

}  // namespace

Result<void> StartRequest::take(LoadOptions from) {
    auto sink = std::exchange(from.on_log, nullptr);
    options = std::move(from);
    if (!sink) return {};
    auto relay = process::LogRelay::start(std::move(sink));
    if (!relay) return std::unexpected(relay.error());
    log = *std::move(relay);
    return {};
}

Result<std::shared_ptr<Server>> Server::start(const StartRequest& request, FailureKind* why) {
    if (request.options.on_progress) {
        request.options.on_progress({0, request.model.file_bytes, "starting llama-server"});
    }
    const auto begun = Clock::now();
    auto folder = RuntimeFolder::create(request.host);
    if (!folder) return std::unexpected(folder.error());
    auto launch = prepare(request, *folder);
    if (!launch) return std::unexpected(launch.error());
    std::string key;
    if (request.options.transport == Transport::unix_socket) {
        launch->socket_path = folder->file("s.sock");
    } else {
        auto file = write_key(*folder, key);
        if (!file) return std::unexpected(file.error());
        launch->key_file = *std::move(file);
    }
    ProbeLimits limits{request.options.cancel};
    if (request.options.load_timeout.count() > 0) {
        limits.deadline = begun + request.options.load_timeout;
    }
    const auto features = features_of(request.binary, request.host, limits);
    if (!features) return std::unexpected(features.error());
    auto arguments = build_arguments(*launch, *features);
    if (!arguments) return std::unexpected(arguments.error());
    auto environment = build_environment(request.host, request.options.environment, request.mask,
                                         cpu_backend_beside(request.binary.path));
    if (!environment) return std::unexpected(environment.error());

    auto life = std::make_shared<ServerMonitor>(request.log);
    auto child =
        process::Child::spawn({request.binary.path, *std::move(arguments), environment->entries()},
                              ServerMonitor::observer_of(life));
    if (!child) return std::unexpected(child.error());

    const Waiting waiting{request, *launch,
                          *life,   **child,
                          key,     environment->get("HSA_OVERRIDE_GFX_VERSION").value_or(""),
                          why,     begun};
    auto client = wait_until_ready(waiting);
    if (!client) return std::unexpected(client.error());
    const std::shared_ptr<Server> server = base::ForkBound<Server>(
        new Server(*std::move(folder), std::move(life), *std::move(child), *client));
    server->gfx_override_ = waiting.gfx_override;
    auto properties = server->read_properties(request.options);
    if (!properties) {
        if (auto status = server->life_->exit_status()) {
            return std::unexpected(explain_end(waiting, *status));
        }
        return std::unexpected(with_log(properties.error(), *server->child_));
    }
    if (auto ok = check_properties(*properties, *launch, request.model); !ok) {
        return std::unexpected(with_log(ok.error(), *server->child_));
    }
    server->properties_ = *std::move(properties);
    server->warnings_ = oddities(waiting);
    server->progress_timeout_ = request.options.progress_timeout;
    // The server wrote its lines before it was ready; that they were read too is another matter.
    static_cast<void>(server->child_->catch_up(Clock::now() + kReadingPatience));
    server->load_log_ = server->life_->first_lines();
    server->life_->forget_first_lines();
    return server;
}

Server::Server(RuntimeFolder folder, std::shared_ptr<ServerMonitor> life,
               std::unique_ptr<process::Child> child, http::Client client)
    : folder_(std::move(folder)),
      folder_path_(folder_.path()),
      life_(std::move(life)),
      child_(std::move(child)),
      client_(std::move(client)) {}

Server::~Server() {
    stop();
}

FailureKind Server::failure() const {
    const auto status = life_->exit_status();
    if (!status || hung_) return FailureKind::unknown;
    return diagnose(*status, child_->log_tail(), Stage::in_use, gfx_override_).kind;
}

Error Server::explain_broken(const std::string& reason) const {
    if (closed()) return {ErrorCode::closed, "llamacpp: the model was closed", {}};
    // While one that dies gives its memory back, its socket is gone already.
    if (life_->wait_for_exit(Clock::now() + kExitAfterReset) ||
        (!answers() && life_->wait_for_exit(Clock::now() + kEndOfKilled))) {
        if (hung_) {
            return {ErrorCode::engine_died,
                    "llamacpp: llama-server hung and was killed: a request made no progress for " +
                        std::to_string(progress_timeout_.count()) +
                        " ms; if it is only slow, raise the option progress_timeout",
                    child_->log_tail()};
        }
        return explain_death(*life_->exit_status(), child_->log_tail(), gfx_override_);
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

Result<ServerProperties> Server::read_properties(const LoadOptions& options) const {
    GenerateOptions limits;
    limits.cancel = options.cancel;
    limits.deadline = Clock::now() + std::min<milliseconds>(options.stall_timeout, kPropsPatience);
    auto answer = ask("GET", "/props", {}, &limits);
    if (answer) return parse_properties(*answer);
    if (answer.error().code == ErrorCode::cancelled) {
        answer.error().message = "llamacpp: loading the model was cancelled";
    }
    return std::unexpected(answer.error());
}

Result<std::string> Server::ask(const std::string& method, const std::string& path,
                                std::string body, const GenerateOptions* limits) const {
    // Nothing that is asked here takes long: a server that does not answer is stuck.
    auto deadline = Clock::now() + kAnswerPatience;
    std::stop_token cancel;
    if (limits != nullptr) {
        if (limits->deadline) deadline = *limits->deadline;
        cancel = limits->cancel;
    }
    auto answer = client_.fetch({method, path, std::move(body)}, deadline, cancel);
    if (!answer) {
        const ErrorCode code = answer.error().code;
        const bool theirs = limits != nullptr && limits->deadline;
        if (code == ErrorCode::deadline_exceeded && !theirs) {
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
    if (activity().contents == 0) life_->wait_for_main_loop(Clock::now() + kUntilMainLoop);
    retire();
}

void Server::retire() {
    child_->stop(kStop);
    const std::scoped_lock lock(removing_);
    folder_.remove();
}

}  // namespace inference::llamacpp
