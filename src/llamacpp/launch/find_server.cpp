// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/find_server.h"

#include "llamacpp/launch/engine_folders.h"

#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

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

// An engine by the name of its folder, or a file, or a folder with bin/llama-server in it.
Result<ServerBinary> named_by_option(const Environment& environment, std::string_view wanted) {
    const std::string text(wanted);
    if (wanted.find('/') == std::string_view::npos) {
        for (auto& engine : engine_folders(environment)) {
            if (engine.name == wanted)
                return ServerBinary{std::move(engine.server), "engine " + text};
        }
        std::string known;
        for (const auto& engine : engine_folders(environment))
            known += (known.empty() ? "" : ", ") + engine.name;
        return fail(ErrorCode::not_found,
                    "llamacpp: option engine names " + text + ", which is not installed (" +
                        (known.empty() ? "no engine is" : "there are: " + known) +
                        "); rocinfer engine install cpu, vulkan, rocm or rpc; a path has a /");
    }
    const std::string inside = text + "/bin/llama-server";
    if (look_at(text) == Usable::folder && look_at(inside) == Usable::yes) {
        return ServerBinary{inside, "option engine"};
    }
    if (look_at(text) == Usable::yes) return ServerBinary{text, "option engine"};
    return fail(ErrorCode::not_found,
                "llamacpp: option engine names " + text +
                    ", which is neither a llama-server that can be run nor a folder with "
                    "bin/llama-server in it");
}

std::optional<ServerBinary> first_engine(const Environment& environment) {
    auto engines = engine_folders(environment);
    if (engines.empty()) return std::nullopt;
    const bool is_default = engines.front().name == "default";
    return ServerBinary{std::move(engines.front().server),
                        is_default ? std::string("prefix") : "engine " + engines.front().name};
}

}  // namespace

Result<ServerBinary> find_server(const Environment& environment, std::string_view wanted) {
    if (auto named = environment.get("ROCM_LLAMA_SERVER_PATH"); named && !named->empty()) {
        return named_by_user(*named);
    }
    if (!wanted.empty()) return named_by_option(environment, wanted);
    if (const auto chosen = chosen_engine(environment)) {
        return ServerBinary{engine_folder(environment, *chosen) + "/bin/llama-server",
                            "engine " + *chosen + ", chosen by rocinfer engine use"};
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
    if (auto engine = first_engine(environment)) return *std::move(engine);
    const auto prefix = engine_folder(environment, "default");
    return fail(
        ErrorCode::not_found,
        "llamacpp: no llama-server found: ROCM_LLAMA_SERVER_PATH is not set, PATH has none" +
            (prefix.empty() ? std::string() : " and neither has " + prefix + "/bin") +
            "; run scripts/install-llama-server or rocinfer engine install vulkan, or build it for "
            "ROCm and set ROCM_LLAMA_SERVER_PATH");
}

}  // namespace inference::llamacpp
