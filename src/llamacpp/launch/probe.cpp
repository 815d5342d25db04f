// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/probe.h"

#include "base/lines.h"
#include "llamacpp/launch/child_environment.h"
#include "llamacpp/launch/cpu_backend.h"
#include "process/run_program.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <utility>

namespace inference::llamacpp {
namespace {

constexpr auto kPatience = std::chrono::seconds(10);

// A path and what tells that the file behind it is another one now.
using BuildKey = std::tuple<std::string, dev_t, ino_t, off_t, long, long>;

std::optional<BuildKey> key_of(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return BuildKey{path,           status.st_dev,         status.st_ino,
                    status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

}  // namespace

Result<std::string> ask_binary(const ServerBinary& binary, const std::string& flag,
                               const Environment& host, const process::WaitLimit& limits) {
    const DeviceMask no_gpu;
    auto environment = build_environment(host, {}, no_gpu, cpu_backend_beside(binary.path));
    if (!environment) return std::unexpected(environment.error());
    environment->set("ROCR_VISIBLE_DEVICES", "");  // set but empty: ROCm shows no GPU

    const auto own_deadline = std::chrono::steady_clock::now() + kPatience;
    auto run = process::run_program(
        {binary.path, {flag}, environment->entries()},
        {.deadline = std::min(own_deadline, limits.deadline), .cancel = limits.cancel});
    if (!run) return std::unexpected(run.error());
    const std::string asking = "llamacpp: asking " + binary.path + " for " + flag;
    if (limits.cancel.stop_requested()) {
        return fail(ErrorCode::cancelled, asking + " was cancelled");
    }
    if (!run->status && limits.deadline <= own_deadline) {
        return fail(ErrorCode::deadline_exceeded,
                    asking +
                        " took longer than the time for the whole load; raise the option "
                        "load_timeout",
                    run->tail);
    }
    if (!run->status) {
        return fail(ErrorCode::start_failed,
                    "llamacpp: " + binary.path + " " + flag + " did not end within 10 s",
                    run->tail);
    }
    if (!run->succeeded()) {
        return fail(ErrorCode::start_failed,
                    "llamacpp: " + binary.path + " " + flag + " " + run->status->describe(),
                    run->tail);
    }
    return std::move(run->output);
}

Result<ServerFeatures> features_of(const ServerBinary& binary, const Environment& host,
                                   const process::WaitLimit& limits) {
    static std::mutex mutex;
    static std::map<BuildKey, ServerFeatures> known;
    const auto key = key_of(binary.path);
    if (!key) return ServerFeatures{};
    {
        const std::scoped_lock lock(mutex);
        if (const auto found = known.find(*key); found != known.end()) return found->second;
    }
    const auto help = ask_binary(binary, "--help", host, limits);
    if (!help && (help.error().code == ErrorCode::cancelled ||
                  help.error().code == ErrorCode::deadline_exceeded)) {
        return std::unexpected(help.error());
    }
    ServerFeatures features = help ? parse_features(*help) : ServerFeatures{};
    // A wrapper that prints no options says nothing about the build behind it.
    if (!features.flags.contains("--ctx-size")) features = {};
    const std::scoped_lock lock(mutex);
    known.insert_or_assign(*key, features);
    return features;
}

Result<std::string> version_of(const ServerBinary& binary, const Environment& host) {
    auto output = ask_binary(binary, "--version", host);
    if (!output) return output;
    const std::size_t start = output->find("version:");
    if (start == std::string::npos) {
        return fail(ErrorCode::protocol, "llamacpp: " + binary.path + " does not tell its version",
                    *output);
    }
    const std::string line(base::first_line(std::string_view(*output).substr(start + 8)));
    const std::size_t first = line.find_first_not_of(' ');
    return first == std::string::npos ? std::string("unknown") : line.substr(first);
}

}  // namespace inference::llamacpp
