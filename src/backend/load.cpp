// SPDX-License-Identifier: EUPL-1.2
#include "backend/load.h"

#include "backend/configure.h"
#include "backend/gpu_meter.h"
#include "backend/model.h"
#include "backend/plan_load.h"
#include "backend/start_stepping_down.h"
#include "backend/step_down.h"
#include "backend/verify_load.h"
#include "base/errno_text.h"
#include "llamacpp/launch/vulkan_drivers.h"
#include "llamacpp/server/restarting_server.h"

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

namespace inference::backend {
namespace {

/// The last place that sees the options: below, only the configuration travels.
Result<llamacpp::StartRequest> request_for(LoadPlan& plan, LoadOptions& options,
                                           const Placement& placement) {
    const Host& host = placement.host;
    if (!host.server) return std::unexpected(host.server.error());
    llamacpp::StartRequest request;
    request.binary = *host.server;
    request.host = llamacpp::with_own_drivers(host.environment, host.server->path);
    request.config = plan.config;
    request.model = plan.model.info;
    for (std::string* path : {&request.binary.path, &request.model.path}) {
        auto absolute = absolute_path(*path);
        if (!absolute) return std::unexpected(absolute.error());
        *path = *std::move(absolute);
    }
    if (placement.gpu) request.mask = {placement.gpu->rocr_visible_devices};
    request.on_progress = std::move(options.on_progress);
    request.cancel = options.cancel;
    request.stall_timeout = options.stall_timeout;
    request.load_timeout = options.load_timeout;
    request.progress_timeout = options.progress_timeout;
    if (!options.on_log) return request;
    auto relay = process::LogRelay::start(std::exchange(options.on_log, nullptr));
    if (!relay) return std::unexpected(relay.error());
    request.log = *std::move(relay);
    return request;
}

ModelTraits traits_of(const llamacpp::ServerConfig& config, const ModelInfo& model,
                      std::shared_ptr<GpuMeter> meter) {
    ModelTraits traits;
    traits.has_template = !model.chat_template.empty() || config.names_template;
    traits.use = config.use;
    traits.adapters = config.adapters.size();
    traits.meter = std::move(meter);
    return traits;
}

}  // namespace

Result<std::unique_ptr<TextModel>> load(const std::string& path, LoadOptions options,
                                        const Placement& placement) {
    if (auto ok = validate(options); !ok) return std::unexpected(ok.error());
    auto asked = configure(options, !placement.devices.empty());
    if (!asked) return std::unexpected(asked.error());

    if (!placement.engine_device.empty()) {
        asked->other_arguments.insert(asked->other_arguments.end(),
                                      {"--device", placement.engine_device});
    }
    auto plan = plan_load(path, *asked, options.require_gpu, placement);
    if (!plan) return std::unexpected(plan.error());
    auto request = request_for(*plan, options, placement);
    if (!request) return std::unexpected(request.error());

    StepDown step_down(*std::move(asked), plan->model, {options.step_down, options.require_gpu});
    Wanted wanted{request->config.gpu_layers, options.require_gpu, placement,
                  memory_before(placement)};
    std::shared_ptr<GpuMeter> meter;
    if (placement.gpu) {
        meter =
            std::make_shared<GpuMeter>(placement.host.root, placement.gpu->gpu, wanted.before.used);
    }
    auto started = start_stepping_down(*std::move(request), step_down, meter.get());
    if (!started) return std::unexpected(started.error());
    wanted.gpu_layers = started->request.config.gpu_layers;

    const llamacpp::Server& server = *started->server;
    auto warnings = verify_placement(server, wanted);
    if (!warnings) return std::unexpected(warnings.error());
    ModelInfo info = loaded_info(std::move(plan->model.info), server, placement);
    info.warnings = std::move(plan->compromises);
    for (auto* more : {&started->notes, &*warnings}) {
        std::ranges::move(*more, std::back_inserter(info.warnings));
    }
    std::ranges::copy(server.warnings(), std::back_inserter(info.warnings));
    ModelTraits traits = traits_of(started->request.config, info, meter);

    llamacpp::RestartingServer::Hooks hooks;
    if (meter) hooks.before_start = [meter] { meter->wait_until_back(); };
    hooks.step_down = std::move(step_down);
    hooks.inspect = [wanted](const llamacpp::Server& newest) {
        return verify_placement(newest, wanted);
    };
    try {
        auto keeper = std::make_shared<llamacpp::RestartingServer>(
            std::move(started->request), options.restarts, std::move(started->server),
            std::move(hooks));
        return std::make_unique<Model>(std::move(keeper), std::move(info), std::move(traits));
    } catch (const std::system_error& error) {
        return fail(ErrorCode::io, "load: can't start a thread to look after llama-server: " +
                                       base::errno_text(error.code()));
    }
}

}  // namespace inference::backend
