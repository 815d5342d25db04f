// SPDX-License-Identifier: EUPL-1.2
#include "engines/engine_kernels.h"
#include "llamacpp/launch/engine_folders.h"
#include "llamacpp/launch/list_devices.h"
#include "llamacpp/launch/probe.h"

#include <inference/rocm/engine.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace inference::rocm {
namespace {

namespace fs = std::filesystem;
using llamacpp::EngineFolder;

std::uint64_t size_of(const fs::path& folder) {
    std::uint64_t bytes = 0;
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(
             folder, fs::directory_options::skip_permission_denied, error)) {
        if (!entry.is_symlink(error) && entry.is_regular_file(error))
            bytes += entry.file_size(error);
    }
    return bytes;
}

InstalledEngine look_at(const EngineFolder& folder, const Environment& host) {
    InstalledEngine engine;
    engine.name = folder.name;
    engine.folder = folder.path;
    engine.path = folder.server;
    if (!folder.path.empty()) engine.bytes = size_of(folder.path);
    const llamacpp::ServerBinary binary{folder.server, {}};
    const auto build = engines::build_of(folder.server, host);
    engine.ways = engines::ways_of(build);
    engine.gfx_targets = build.gfx_targets;
    engine.rocblas_targets = build.rocblas_targets.value_or(std::vector<std::string>{});
    auto version = llamacpp::version_of(binary, host);
    if (!version) {
        engine.error = version.error();
        return engine;
    }
    engine.version = *std::move(version);
    const auto devices = llamacpp::list_devices(binary, host);
    if (!devices) {
        engine.error = devices.error();
        return engine;
    }
    for (const auto& device : *devices)
        engine.devices.push_back(device.line);
    return engine;
}

Result<EngineFolder> installed(const std::string& name, const Environment& host) {
    for (auto& folder : llamacpp::engine_folders(host)) {
        if (folder.name == name) return folder;
    }
    return fail(ErrorCode::not_found, "engine: " + name +
                                          " is not installed; rocinfer engine list shows what is, "
                                          "rocinfer engine install NAME brings one");
}

std::string why(const std::string& found_by) {
    if (found_by == "ROCM_LLAMA_SERVER_PATH") return "ROCM_LLAMA_SERVER_PATH names it";
    if (found_by == "PATH") return "it is in PATH, and none was chosen by rocinfer engine use";
    if (found_by.ends_with("chosen by rocinfer engine use")) return "chosen by rocinfer engine use";
    return "the first of those that are installed; none was chosen by rocinfer engine use";
}

}  // namespace

Result<std::vector<InstalledEngine>> list_engines() {
    const auto host = Environment::of_process();
    const auto used = llamacpp::find_server(host);
    std::vector<InstalledEngine> engines;
    bool used_is_listed = false;
    for (const auto& folder : llamacpp::engine_folders(host)) {
        auto engine = look_at(folder, host);
        std::error_code error;
        engine.in_use = used && fs::equivalent(used->path, folder.server, error);
        if (engine.in_use) engine.reason = why(used->found_by);
        used_is_listed = used_is_listed || engine.in_use;
        engines.push_back(std::move(engine));
    }
    if (used && !used_is_listed) {
        auto engine = look_at({{}, {}, used->path}, host);
        engine.in_use = true;
        engine.reason = why(used->found_by);
        engines.insert(engines.begin(), std::move(engine));
    }
    return engines;
}

Result<void> use_engine(const std::string& name) {
    const auto host = Environment::of_process();
    if (auto found = installed(name, host); !found) return std::unexpected(found.error());
    const fs::path link = llamacpp::chosen_engine_file(host);
    const fs::path fresh = link.string() + ".new";
    std::error_code error;
    fs::create_directories(link.parent_path(), error);
    fs::remove(fresh, error);
    fs::create_symlink(name, fresh, error);
    // In the place of the old one in one step.
    if (!error) fs::rename(fresh, link, error);
    if (error) {
        return fail(ErrorCode::io, "engine: can't write " + link.string() + ": " + error.message());
    }
    return {};
}

Result<void> remove_engine(const std::string& name) {
    const auto host = Environment::of_process();
    const fs::path folder =
        llamacpp::is_engine_name(name) ? llamacpp::engine_folder(host, name) : std::string();
    const auto rest = folder.parent_path() / ("." + name + ".new");
    std::error_code error;
    if (folder.empty() || (!fs::exists(folder, error) && !fs::exists(rest, error))) {
        return fail(ErrorCode::not_found, "engine: " + name + " is not installed");
    }
    if (llamacpp::chosen_engine(host) == name)
        fs::remove(llamacpp::chosen_engine_file(host), error);
    // Out of the way in one step: nobody finds half of it.
    const auto doomed = folder.parent_path() / ("." + name + ".removed");
    fs::remove_all(doomed, error);
    if (fs::exists(folder, error)) fs::rename(folder, doomed, error);
    if (!error) fs::remove_all(doomed, error);
    if (!error) fs::remove_all(rest, error);
    if (error) {
        return fail(ErrorCode::io,
                    "engine: can't remove " + folder.string() + ": " + error.message());
    }
    return {};
}

}  // namespace inference::rocm
