// SPDX-License-Identifier: EUPL-1.2
#include "doctor/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace inference::doctor {
namespace {

constexpr std::string_view kOverride = "HSA_OVERRIDE_GFX_VERSION";

struct Known {
    std::string_view name;
    std::string_view what;
    std::string_view remedy;
};

// Variables that change what the engine does behind the library's back.
constexpr std::array kHarmful{
    Known{"HIP_VISIBLE_DEVICES", "is replaced by 0 for the engine",
          "unset it: ROCR_VISIBLE_DEVICES or --device choose a GPU"},
    Known{"CUDA_VISIBLE_DEVICES", "would hide GPUs from HIP too; the engine does not get it",
          "unset it"},
    Known{"GPU_DEVICE_ORDINAL", "would hide GPUs from OpenCL; the engine does not get it",
          "unset it"},
    Known{"HSA_ENABLE_SDMA", "changes how memory is copied", "unset it unless a bug asks for it"},
    Known{"HSA_XNACK", "needs code made for it", "unset it"},
    Known{"GGML_CUDA_FORCE_MMQ", "changes the engine's kernels", "unset it"},
    Known{"GGML_CUDA_ENABLE_UNIFIED_MEMORY", "lets models spill into RAM, silently and slowly",
          "unset it"},
    Known{"AMD_SERIALIZE_KERNEL", "makes every kernel wait for the last one", "unset it"},
    Known{"HIP_LAUNCH_BLOCKING", "makes every kernel wait for the last one", "unset it"},
    Known{"LLAMA_ARG_DEVICE", "chooses the engine's devices", "unset it"},
    Known{"LLAMA_ARG_N_GPU_LAYERS", "changes how much is put on the GPU", "unset it"},
};

}  // namespace

Checks check_environment(const MachineFacts& machine, const Environment& environment) {
    Checks checks;
    for (const auto& [name, value] : environment.variables()) {
        if (name == "ROCR_VISIBLE_DEVICES") {
            const bool hides_all = std::ranges::none_of(
                machine.gpus.gpus,
                [](const rocm::Gpu& gpu) { return gpu.masked_index.has_value(); });
            const auto text = fmt::format("{}={} narrows the choice of a GPU", name, value);
            if (!machine.gpus.gpus.empty() && hides_all) {
                checks.push_back(failure(
                    "environment", fmt::format("{}={} hides every GPU", name, value), "unset it"));
            } else {
                checks.push_back(good("environment", text));
            }
        }
        if (name.starts_with(kOverride)) {
            checks.push_back(
                warning("environment",
                        fmt::format("{}={} makes ROCm run another GPU's code{}", name, value,
                                    machine.gpus.gpus.size() > 1 && name == kOverride
                                        ? ", on all of this machine's GPUs"
                                        : ""),
                        "unset it unless llama-server has no code for the GPU itself"));
        }
        const auto known = std::ranges::find(kHarmful, name, &Known::name);
        if (known == kHarmful.end()) continue;
        checks.push_back(warning("environment", fmt::format("{}={} {}", name, value, known->what),
                                 std::string(known->remedy)));
    }
    for (const auto& note : machine.gpus.notes) {
        checks.push_back(warning("environment", note, "correct or unset it"));
    }
    if (checks.empty()) checks.push_back(good("environment", "no variable that would hurt"));
    return checks;
}

}  // namespace inference::doctor
