// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/vulkan_drivers.h"

#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>

namespace inference::llamacpp {

Environment with_own_drivers(Environment host, const std::string& server_path) {
    namespace fs = std::filesystem;
    for (const auto* name : {"VK_DRIVER_FILES", "VK_ICD_FILENAMES", "VK_ADD_DRIVER_FILES"}) {
        if (host.get_text(name)) return host;
    }
    std::error_code error;
    const auto real = fs::canonical(server_path, error).string();
    constexpr std::string_view kTail = "/usr/bin/llama-server";
    if (error || !real.ends_with(kTail) || real.size() == kTail.size()) return host;
    const auto folder = real.substr(0, real.size() - kTail.size()) + "/usr/share/vulkan/icd.d";
    // Of real GPUs: a software device is used only where somebody asks for it.
    std::set<std::string> files;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with("radeon") || name.starts_with("intel")) {
            files.insert(entry.path().string());
        }
    }
    std::string joined;
    for (const auto& file : files)
        joined += (joined.empty() ? "" : ":") + file;
    if (!joined.empty()) host.set("VK_ADD_DRIVER_FILES", joined);
    return host;
}

}  // namespace inference::llamacpp
