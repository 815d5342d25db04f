// SPDX-License-Identifier: EUPL-1.2
#include "process/child.h"

#include <inference/environment.h>
#include <inference/rocm/engine.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace inference::rocm {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kNames{"cpu", "vulkan", "rocm", "rpc"};
constexpr auto kLookAgain = std::chrono::hours(1);

/// Installed: PREFIX/bin/rocinfer and PREFIX/share/rocinfer/scripts; a checkout's build folder lies
/// some levels below scripts.
std::string find_script() {
    std::error_code error;
    auto folder = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (int level = 0; level < 6 && !folder.empty(); ++level, folder = folder.parent_path()) {
        for (const char* place :
             {"share/rocinfer/scripts/install-llama-server", "scripts/install-llama-server"}) {
            if (fs::is_regular_file(folder / place, error)) return (folder / place).string();
        }
        if (folder == folder.parent_path()) break;
    }
    return {};
}

std::string comma_separated(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : ",") + part;
    return text;
}

}  // namespace

Result<void> install_engine(const EngineInstallation& installation) {
    if (std::ranges::find(kNames, installation.name) == kNames.end()) {
        return fail(ErrorCode::invalid_argument, "engine: there is no engine " + installation.name +
                                                     "; it is cpu, vulkan, rocm or rpc");
    }
    const auto script = installation.script.empty() ? find_script() : installation.script;
    if (script.empty()) {
        return fail(ErrorCode::not_found,
                    "engine: install-llama-server is neither in this program's share/rocinfer/"
                    "scripts nor in a checkout above it; run the checkout's "
                    "scripts/install-llama-server --" +
                        installation.name);
    }
    process::Command command{
        script, {"--" + installation.name}, Environment::of_process().entries()};
    if (!installation.gfx_targets.empty()) {
        command.arguments.insert(command.arguments.end(),
                                 {"--gfx", comma_separated(installation.gfx_targets)});
    }
    process::Observer observer;
    observer.on_log = installation.on_line;
    auto child = process::Child::spawn(std::move(command), std::move(observer));
    if (!child) return std::unexpected(child.error());
    std::optional<process::ExitStatus> status;
    while (!status)
        status = (*child)->wait_until(std::chrono::steady_clock::now() + kLookAgain);
    if (!status->signalled && status->value == 0) return {};
    const auto tail = (*child)->log_tail();
    return fail(ErrorCode::start_failed,
                "engine: " + script + " " + status->describe() +
                    "; what was there before is untouched, and running it again goes on where it "
                    "stopped",
                tail);
}

}  // namespace inference::rocm
