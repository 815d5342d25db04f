// SPDX-License-Identifier: EUPL-1.2
#include "doctor/checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace inference::doctor {

Checks check_server(const MachineFacts& machine, const ServerFacts& server) {
    constexpr const char* kSubject = "llama-server";
    if (server.not_found) {
        return {
            failure(kSubject, server.not_found->message,
                    "install it (scripts/install-llama-server), or set ROCM_LLAMA_SERVER_PATH")};
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
    const bool has_gpu = !machine.gpus.gpus.empty();
    if (server.build.has_hip()) {
        const auto& targets = server.build.gfx_targets;
        checks.push_back(good(
            "HIP support",
            targets.empty()
                ? fmt::format("{}; its gfx targets are not readable", server.build.hip_library)
                : fmt::format("{} for {}", server.build.hip_library, fmt::join(targets, ", "))));
    } else {
        const auto text =
            fmt::format("this build has none (it has: {})",
                        server.build.backends.empty()
                            ? "nothing that could be found"
                            : fmt::format("{}", fmt::join(server.build.backends, ", ")));
        checks.push_back(
            has_gpu ? failure("HIP support", text,
                              "get a build with HIP, e.g. the package libggml0-backend-hip")
                    : good("HIP support", text + ", and none is needed here"));
    }
    if (server.devices_error) {
        checks.push_back(warning("its devices", server.devices_error->message,
                                 "run llama-server --list-devices by hand"));
    } else if (!server.version_error) {
        const auto text = server.devices.empty()
                              ? std::string("none but the CPU")
                              : fmt::format("{}", fmt::join(server.devices, "; "));
        checks.push_back(server.devices.empty() && has_gpu && server.build.has_hip()
                             ? warning("its devices", text, "see the GPUs and the environment")
                             : good("its devices", text));
    }
    return checks;
}

}  // namespace inference::doctor
