// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/find_server.h"

#include <array>
#include <pwd.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace inference::llamacpp {
namespace {

enum class Usable { yes, missing, folder, not_executable };

Usable look_at(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) return Usable::missing;
    if (S_ISDIR(status.st_mode)) return Usable::folder;
    if (!S_ISREG(status.st_mode) || ::access(path.c_str(), X_OK) != 0) {
        return Usable::not_executable;
    }
    return Usable::yes;
}

Result<ServerBinary> named_by_user(const std::string& path) {
    const std::string named = "llamacpp: ROCM_LLAMA_SERVER_PATH names " + path;
    switch (look_at(path)) {
        case Usable::yes:
            return ServerBinary{path, "ROCM_LLAMA_SERVER_PATH"};
        case Usable::missing:
            return fail(ErrorCode::not_found,
                        named + ", which does not exist; correct it, or unset it to search PATH");
        case Usable::folder:
            return fail(ErrorCode::not_found,
                        named + ", which is a folder; name the llama-server file in it");
        case Usable::not_executable:
            break;
    }
    return fail(ErrorCode::unavailable,
                named + ", which is not executable; correct it, or run chmod +x on it");
}

// Services and containers often have no HOME; the script that fills the prefix asks here then too.
std::string home_of_user() {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 16384> texts{};
    const int error = ::getpwuid_r(::geteuid(), &entry, texts.data(), texts.size(), &found);
    if (error != 0 || found == nullptr || entry.pw_dir == nullptr) return {};
    return entry.pw_dir;
}

std::string default_prefix(const Environment& environment) {
    if (auto prefix = environment.get("ROCINFER_LLAMA_PREFIX"); prefix && !prefix->empty()) {
        return *prefix;
    }
    if (auto data = environment.get("XDG_DATA_HOME"); data && data->starts_with('/')) {
        return *data + "/rocinfer/llama.cpp";
    }
    std::string home = environment.get("HOME").value_or("");
    if (!home.starts_with('/')) home = home_of_user();
    if (!home.starts_with('/')) return {};
    return home + "/.local/share/rocinfer/llama.cpp";
}

}  // namespace

Result<ServerBinary> find_server(const Environment& environment) {
    if (auto named = environment.get("ROCM_LLAMA_SERVER_PATH"); named && !named->empty()) {
        return named_by_user(*named);
    }
    const std::string path = environment.get("PATH").value_or("");
    std::string_view left(path);
    while (!left.empty()) {
        const std::size_t colon = left.find(':');
        const std::string_view folder = left.substr(0, colon);
        left = colon == std::string_view::npos ? std::string_view{} : left.substr(colon + 1);
        // A relative entry would run whatever lies in the current folder.
        if (!folder.starts_with('/')) continue;
        std::string candidate = std::string(folder) + "/llama-server";
        if (look_at(candidate) == Usable::yes) return ServerBinary{std::move(candidate), "PATH"};
    }
    const std::string prefix = default_prefix(environment);
    if (!prefix.empty()) {
        std::string candidate = prefix + "/bin/llama-server";
        if (look_at(candidate) == Usable::yes) {
            return ServerBinary{std::move(candidate), "prefix"};
        }
    }
    return fail(
        ErrorCode::not_found,
        "llamacpp: no llama-server found: ROCM_LLAMA_SERVER_PATH is not set, PATH has none" +
            (prefix.empty() ? std::string() : " and neither has " + prefix + "/bin") +
            "; run scripts/install-llama-server, or build it for ROCm and set "
            "ROCM_LLAMA_SERVER_PATH");
}

}  // namespace inference::llamacpp
