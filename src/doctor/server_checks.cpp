// SPDX-License-Identifier: EUPL-1.2
#include "doctor/checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

namespace inference::doctor {
namespace {

void add(Checks& checks, Checks more) {
    std::ranges::move(more, std::back_inserter(checks));
}

/// "cpu, rpc": the CPU's many variants are one.
std::string kinds_of(const llamacpp::ServerBuild& build) {
    std::set<std::string> kinds;
    for (const auto& backend : build.backends)
        kinds.insert(backend.starts_with("cpu") ? "cpu" : backend);
    return kinds.empty() ? "nothing that could be found"
                         : fmt::format("{}", fmt::join(kinds, ", "));
}

Check hip_not_loaded(const ServerFacts& server, const std::string& file, bool needed) {
    const auto text = fmt::format(
        "{} lies there, but this llama-server does not load it: it looks beside its executable{}",
        file,
        server.backend_path.empty() ? "" : " and at GGML_BACKEND_PATH=" + server.backend_path);
    const auto folder = server.path.substr(0, server.path.rfind('/'));
    auto remedy = fmt::format("ln -s {} {}/, and unset GGML_BACKEND_PATH", file, folder);
    return needed ? failure("HIP support", text, std::move(remedy))
                  : good("HIP support", text + ", and none is needed here");
}

Checks hip_support(const ServerFacts& server) {
    const auto& build = server.build;
    Checks checks{good(
        "HIP support",
        build.gfx_targets.empty()
            ? fmt::format("{}; its gfx targets are not readable", build.hip_library)
            : fmt::format("{} for {}", build.hip_library, fmt::join(build.gfx_targets, ", ")))};
    if (!build.rocblas_targets) return checks;
    if (build.rocblas_targets->empty()) {
        checks.push_back(failure("rocBLAS", "its kernels are missing, for every GPU",
                                 "scripts/install-llama-server --rocm brings them"));
    } else {
        checks.push_back(good(
            "rocBLAS", fmt::format("kernels for {}", fmt::join(*build.rocblas_targets, ", "))));
    }
    return checks;
}

/// What there is to reach a GPU with.
Checks gpu_support(const MachineFacts& machine, const ServerFacts& server) {
    const auto& build = server.build;
    const bool has_gpu = !machine.gpus.gpus.empty();
    const bool vulkan = build.has("vulkan");
    Checks checks;
    if (build.has_hip()) checks = hip_support(server);
    if (vulkan) checks.push_back(good("Vulkan support", "this build has it"));
    if (build.has_hip()) return checks;
    for (const auto& file : build.not_looked_at) {
        if (file.find("libggml-hip") == std::string::npos) continue;
        checks.push_back(hip_not_loaded(server, file, has_gpu && !vulkan));
        return checks;
    }
    if (vulkan) return checks;
    const auto text = fmt::format("this build has none (it has: {})", kinds_of(build));
    checks.push_back(has_gpu ? failure("GPU support", text, "rocinfer engine install vulkan")
                             : good("GPU support", text + ", and none is needed here"));
    return checks;
}

Checks devices(const MachineFacts& machine, const ServerFacts& server) {
    constexpr const char* kSubject = "its devices";
    if (server.version_error || !server.asked_devices) return {};
    if (server.devices_error) {
        return {warning(kSubject, server.devices_error->message,
                        "run llama-server --list-devices by hand")};
    }
    const bool expected =
        !machine.gpus.gpus.empty() && (server.build.has_hip() || server.build.has("vulkan"));
    if (server.devices.empty()) {
        return {expected ? warning(kSubject, "none but the CPU", "see the GPUs and the environment")
                         : good(kSubject, "none but the CPU")};
    }
    return {good(kSubject, fmt::format("{}", fmt::join(server.devices, "; ")))};
}

}  // namespace

Checks check_server(const MachineFacts& machine, const ServerFacts& server) {
    constexpr const char* kSubject = "llama-server";
    if (server.not_found) {
        return {failure(kSubject, server.not_found->message,
                        "rocinfer engine install vulkan, or set ROCM_LLAMA_SERVER_PATH")};
    }
    Checks checks;
    const auto where = fmt::format("{} (by {})", server.path, server.found_by);
    const auto& missing = server.build.missing_libraries;
    if (server.version_error) {
        checks.push_back(failure(
            kSubject, fmt::format("{} does not run: {}", where, server.version_error->message),
            missing.empty() ? "run it by hand: its output says why"
                            : "install the missing libraries below"));
    } else {
        checks.push_back(good(kSubject, fmt::format("{}, version {}", where, server.version)));
    }
    if (!missing.empty()) {
        const auto text = fmt::format("missing: {}", fmt::join(missing, ", "));
        const std::string remedy =
            "install the packages that have them (for ROCm's: the ROCm version that this build was "
            "made with), or set LD_LIBRARY_PATH";
        checks.push_back(server.version_error ? failure("libraries", text, remedy)
                                              : warning("libraries", text, remedy));
    }
    add(checks, gpu_support(machine, server));
    add(checks, devices(machine, server));
    return checks;
}

}  // namespace inference::doctor
