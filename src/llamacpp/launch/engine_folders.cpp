// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/engine_folders.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <pwd.h>
#include <system_error>
#include <unistd.h>

namespace inference::llamacpp {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDefault = "default";
// Preferred where nobody chose.
constexpr std::array<std::string_view, 3> kFirst{"rocm", "vulkan", "cpu"};

// Services and containers often have no HOME; the script that fills the folders asks here then too.
std::string home_of_user() {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 16384> texts{};
    const int error = ::getpwuid_r(::geteuid(), &entry, texts.data(), texts.size(), &found);
    if (error != 0 || found == nullptr || entry.pw_dir == nullptr) return {};
    return entry.pw_dir;
}

bool can_run(const std::string& server) {
    std::error_code error;
    return fs::is_regular_file(server, error) && ::access(server.c_str(), X_OK) == 0;
}

auto rank(const EngineFolder& engine) {
    const auto known = std::ranges::find(kFirst, engine.name);
    return std::pair(engine.name == kDefault ? std::ptrdiff_t{100} : known - kFirst.begin(),
                     engine.name);
}

}  // namespace

std::string data_folder(const Environment& environment) {
    const auto data = environment.get("XDG_DATA_HOME").value_or("");
    if (data.starts_with('/')) return data + "/rocinfer";
    std::string home = environment.get("HOME").value_or("");
    if (!home.starts_with('/')) home = home_of_user();
    return home.starts_with('/') ? home + "/.local/share/rocinfer" : std::string();
}

std::string engine_folder(const Environment& environment, std::string_view name) {
    const auto named = environment.get("ROCINFER_LLAMA_PREFIX").value_or("");
    if (name == kDefault && !named.empty()) return named;
    const auto data = data_folder(environment);
    if (data.empty()) return {};
    return name == kDefault ? data + "/llama.cpp" : data + "/engines/" + std::string(name);
}

bool is_engine_name(std::string_view name) noexcept {
    if (name.empty() || name.size() > 100 || name.front() == '.') return false;
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    });
}

std::vector<EngineFolder> engine_folders(const Environment& environment) {
    std::vector<std::string> names{std::string(kDefault)};
    std::error_code error;
    // A prefix of the user's own stands for all of them.
    const bool own_prefix = !environment.get("ROCINFER_LLAMA_PREFIX").value_or("").empty();
    for (const auto& entry : fs::directory_iterator(data_folder(environment) + "/engines", error)) {
        if (own_prefix) break;
        if (auto name = entry.path().filename().string(); is_engine_name(name)) {
            names.push_back(std::move(name));
        }
    }
    std::vector<EngineFolder> engines;
    for (auto& name : names) {
        const auto folder = engine_folder(environment, name);
        if (!folder.empty() && can_run(folder + "/bin/llama-server")) {
            engines.push_back({std::move(name), folder, folder + "/bin/llama-server"});
        }
    }
    std::ranges::sort(engines, {}, rank);
    return engines;
}

std::string chosen_engine_file(const Environment& environment) {
    const auto data = data_folder(environment);
    return data.empty() ? std::string() : data + "/engines/.chosen";
}

std::optional<std::string> chosen_engine(const Environment& environment) {
    std::error_code error;
    const auto target = fs::read_symlink(chosen_engine_file(environment), error);
    if (error || !is_engine_name(target.string())) return std::nullopt;
    if (!can_run(engine_folder(environment, target.string()) + "/bin/llama-server")) {
        return std::nullopt;
    }
    return target.string();
}

}  // namespace inference::llamacpp
