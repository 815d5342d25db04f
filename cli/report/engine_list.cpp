// SPDX-License-Identifier: EUPL-1.2
#include "report/engine_list.h"

#include "arguments/byte_size.h"
#include "terminal/table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rocinfer_cli {
namespace {

using inference::rocm::InstalledEngine;

std::string targets_of(const InstalledEngine& engine) {
    if (engine.gfx_targets.empty()) return {};
    auto text = fmt::format("  gfx targets: {}\n", fmt::join(engine.gfx_targets, " "));
    if (!engine.rocblas_targets.empty() && engine.rocblas_targets != engine.gfx_targets) {
        text +=
            fmt::format("  rocBLAS has kernels for: {}\n", fmt::join(engine.rocblas_targets, " "));
    }
    return text;
}

std::string text_of(const InstalledEngine& engine) {
    std::string text = fmt::format("{} {}", engine.in_use ? "*" : " ",
                                   engine.name.empty() ? printable(engine.path) : engine.name);
    text += engine.error ? "  does not start: " + printable(engine.error->message)
                         : "  " + printable(engine.version);
    if (engine.bytes > 0) text += "  " + byte_size(engine.bytes);
    text += fmt::format("\n    computes with: {}\n",
                        engine.ways.empty() ? "nothing that could be found"
                                            : fmt::format("{}", fmt::join(engine.ways, ", ")));
    for (const auto& device : engine.devices)
        text += "    " + printable(device) + "\n";
    if (const auto targets = targets_of(engine); !targets.empty()) text += "  " + targets;
    if (engine.in_use) text += "    in use: " + engine.reason + "\n";
    return text;
}

}  // namespace

std::string engines_text(const std::vector<InstalledEngine>& engines) {
    if (engines.empty()) {
        return "no engine is installed: rocinfer engine install cpu, vulkan, rocm or rpc\n";
    }
    std::string text;
    for (const auto& engine : engines)
        text += text_of(engine);
    return text;
}

nlohmann::json engines_json(const std::vector<InstalledEngine>& engines) {
    auto all = nlohmann::json::array();
    for (const auto& engine : engines) {
        nlohmann::json one{{"name", engine.name},
                           {"folder", engine.folder},
                           {"path", engine.path},
                           {"version", engine.version},
                           {"ways", engine.ways},
                           {"devices", engine.devices},
                           {"gfx_targets", engine.gfx_targets},
                           {"rocblas_targets", engine.rocblas_targets},
                           {"bytes", engine.bytes},
                           {"in_use", engine.in_use},
                           {"reason", engine.reason}};
        if (engine.error) one["error"] = engine.error->message;
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace rocinfer_cli
