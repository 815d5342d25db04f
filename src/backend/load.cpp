// SPDX-License-Identifier: EUPL-1.2
#include "backend/load.h"

#include "backend/fitting.h"
#include "backend/model.h"
#include "backend/step_down.h"
#include "llamacpp/launch/find_server.h"
#include "llamacpp/server/load_report.h"
#include "llamacpp/server/restarting_server.h"
#include "llamacpp/server/server.h"

#include <inference/gguf.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace inference::backend {
namespace {

bool names_template(const std::vector<std::string>& arguments) {
    return std::ranges::any_of(arguments, [](const std::string& argument) {
        const std::string_view flag = std::string_view(argument).substr(0, argument.find('='));
        return flag == "--chat-template" || flag == "--chat-template-file";
    });
}

// The host may have gone to another folder when the server is started again.
Result<void> make_absolute(std::string& path) {
    std::error_code error;
    path = std::filesystem::absolute(path, error).string();
    if (!error) return {};
    return fail(ErrorCode::io, "rocm: can't find the current folder: " + error.message());
}

Result<void> make_paths_absolute(llamacpp::StartRequest& request) {
    if (auto ok = make_absolute(request.model.path); !ok) return ok;
    if (auto ok = make_absolute(request.binary.path); !ok) return ok;
    for (Adapter& adapter : request.options.adapters) {
        if (auto ok = make_absolute(adapter.path); !ok) return ok;
    }
    return {};
}

// What the server would cap in silence after a long load is refused before it.
Result<void> check_context(const LoadOptions& options, const ModelInfo& model) {
    if (options.context_length == 0 || model.trained_context == 0) return {};
    if (options.context_length <= model.trained_context) return {};
    const auto stretches = [](const std::string& argument) {
        return argument.starts_with("--rope") || argument.starts_with("--yarn") ||
               argument == "--override-kv";
    };
    if (std::ranges::any_of(options.extra_arguments, stretches)) return {};
    return fail(ErrorCode::invalid_argument,
                "rocm: option context_length is " + std::to_string(options.context_length) +
                    ", but " + model.path + " was made for " +
                    std::to_string(model.trained_context) + " tokens; ask for less",
                {}, "context_length");
}

llamacpp::DeviceMask mask_of(const rocm::GpuChoice& choice) {
    llamacpp::DeviceMask mask;
    for (const auto& [name, value] : choice.set) {
        if (name == "ROCR_VISIBLE_DEVICES") mask.rocr_visible_devices = value;
    }
    return mask;
}

/// The GPU's memory before the load, to compare with.
struct Before {
    std::uint64_t used = 0;
    std::uint64_t gtt_used = 0;
};

Before look_before(const Placement& placement) {
    if (!placement.gpu) return {};
    rocm::Gpu gpu = placement.gpu->gpu;
    rocm::refresh(placement.sysroot, gpu);
    const rocm::GpuMemory& own = gpu.works_in_gtt ? gpu.gtt : gpu.vram;
    return {own.used.value_or(0), gpu.gtt.used.value_or(0)};
}

/// What the log and the card say of the load, as sentences for people.
std::vector<std::string> warnings_of(const llamacpp::LoadReport& report, const LoadOptions& options,
                                     const Placement& placement, const Before& before) {
    llamacpp::LoadExpectation expected;
    expected.gpu_layers = options.gpu_layers;
    std::vector<std::string> warnings;
    if (placement.gpu) {
        rocm::Gpu gpu = placement.gpu->gpu;
        expected.pci = gpu.pci;
        expected.name = gpu.name;
        expected.gfx = gpu.effective_gfx().value_or("");
        warnings = placement.gpu->warnings;
        std::ranges::move(load_problems(report, expected), std::back_inserter(warnings));
        rocm::refresh(placement.sysroot, gpu);
        if (!gpu.works_in_gtt && gpu.gtt.used) {
            if (auto spill = spill_to_gtt(report, before.gtt_used, *gpu.gtt.used)) {
                warnings.push_back(*std::move(spill));
            }
        }
    } else if (options.require_gpu) {
        warnings = load_problems(report, expected);
    }
    return warnings;
}

llamacpp::LoadReport report_of(const std::string& log) {
    llamacpp::LoadReportReader reader;
    std::string_view left(log);
    while (!left.empty()) {
        const std::size_t newline = left.find('\n');
        reader.read_line(left.substr(0, newline));
        left = newline == std::string_view::npos ? std::string_view{} : left.substr(newline + 1);
    }
    return reader.report();
}

std::string device_name(const Placement& placement, const llamacpp::LoadReport& report) {
    if (placement.gpu) return placement.gpu->gpu.name + " (" + placement.gpu->gpu.pci + ")";
    if (report.used.empty()) return "CPU";
    std::string names;
    for (const auto& device : report.used) {
        names += (names.empty() ? "" : ", ") +
                 (device.description.empty() ? device.name : device.description);
    }
    return names;
}

/// The warnings; the first of them as an error where a GPU is required.
Result<std::vector<std::string>> check_placement(const llamacpp::LoadReport& report,
                                                 const LoadOptions& options,
                                                 const Placement& placement, const Before& before,
                                                 const std::string& log) {
    auto warnings = warnings_of(report, options, placement, before);
    if (!options.require_gpu || warnings.empty()) return warnings;
    return fail(ErrorCode::unavailable, "rocm: option require_gpu is set, but " + warnings.front(),
                log, "require_gpu");
}

// The server would tell only that it could not start.
Result<void> check_adapters(const LoadOptions& options) {
    for (const Adapter& adapter : options.adapters) {
        std::error_code error;
        if (std::filesystem::is_regular_file(adapter.path, error)) continue;
        return fail(ErrorCode::not_found, "rocm: there is no adapter file " + adapter.path);
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<TextModel>> load(const std::string& path, LoadOptions options,
                                        const Placement& placement) {
    if (auto ok = validate(options); !ok) return std::unexpected(ok.error());
    // Only a plan for a GPU needs the tensor table.
    auto gguf = read_gguf(path, placement.gpu ? GgufDepth::full : GgufDepth::metadata);
    if (!gguf) return std::unexpected(gguf.error());
    if (auto ok = check_context(options, gguf->info); !ok) return std::unexpected(ok.error());
    if (auto ok = check_adapters(options); !ok) return std::unexpected(ok.error());

    StepDown step_down(options, *gguf, placement.gpu.has_value());
    std::vector<std::string> compromises;
    if (placement.gpu) {
        auto fitted = fit_to_gpu(*gguf, options, placement.gpu->memory);
        if (!fitted) return std::unexpected(fitted.error());
        options.gpu_layers = fitted->gpu_layers;
        options.context_length = fitted->context_length;
        compromises = std::move(fitted->warnings);
    }
    llamacpp::StartRequest request;
    request.model = std::move(gguf->info);
    request.on_gpu = placement.gpu.has_value();
    if (placement.gpu) request.mask = mask_of(*placement.gpu);
    auto binary = llamacpp::find_server(request.host);
    if (!binary) return std::unexpected(binary.error());
    request.binary = *std::move(binary);
    if (auto ok = request.take(std::move(options)); !ok) return std::unexpected(ok.error());
    const std::string given_path = request.model.path;
    if (auto ok = make_paths_absolute(request); !ok) return std::unexpected(ok.error());

    const Before before = look_before(placement);
    std::shared_ptr<GpuMeter> meter;
    if (placement.gpu) {
        meter = std::make_shared<GpuMeter>(placement.sysroot, placement.gpu->gpu, before.used);
    }
    auto why = llamacpp::FailureKind::unknown;
    auto server = llamacpp::Server::start(request, &why);
    if (!server) {
        auto said = step_down(request.options, why);
        if (!said) return std::unexpected(server.error());
        compromises.push_back(*std::move(said));
        if (meter) meter->wait_until_back();
        server = llamacpp::Server::start(request);
        if (!server) return std::unexpected(server.error());
    }

    const llamacpp::LoadReport report = report_of((*server)->load_log());
    ModelInfo info = request.model;
    info.path = given_path;
    info.backend = placement.backend;
    info.engine = (*server)->properties().build;
    info.device = device_name(placement, report);
    info.context_length = (*server)->properties().context_per_slot;
    info.parallel_slots = (*server)->properties().slots;
    info.gpu_layers = report.layers_on_gpu.value_or(report.used.empty() ? 0 : -1);
    info.gpu_bytes = report.gpu_bytes();
    auto warnings =
        check_placement(report, request.options, placement, before, (*server)->load_log());
    if (!warnings) return std::unexpected(warnings.error());
    info.warnings = *std::move(warnings);
    info.warnings.insert(info.warnings.begin(), compromises.begin(), compromises.end());
    std::ranges::copy((*server)->warnings(), std::back_inserter(info.warnings));
    ModelTraits traits;
    traits.has_template =
        !info.chat_template.empty() || names_template(request.options.extra_arguments);
    traits.use = request.options.use;
    traits.adapters = request.options.adapters.size();
    traits.meter = meter;
    llamacpp::RestartingServer::Hooks hooks;
    if (meter) hooks.before_start = [meter] { meter->wait_until_back(); };
    hooks.step_down = std::move(step_down);
    hooks.inspect = [options = request.options, placement, before](const llamacpp::Server& newest) {
        return check_placement(report_of(newest.load_log()), options, placement, before,
                               newest.load_log());
    };
    std::shared_ptr<llamacpp::RestartingServer> keeper;
    try {
        keeper = std::make_shared<llamacpp::RestartingServer>(std::move(request),
                                                              *std::move(server), std::move(hooks));
    } catch (const std::system_error& error) {
        return fail(ErrorCode::io, "rocm: can't start a thread to look after llama-server: " +
                                       error.code().message());
    }
    return std::make_unique<Model>(std::move(keeper), std::move(info), std::move(traits));
}

}  // namespace inference::backend
