// SPDX-License-Identifier: EUPL-1.2
#include "backend/plan_load.h"

#include "backend/configure.h"
#include "backend/fitting.h"
#include "base/errno_text.h"

#include <inference/fit.h>

#include <filesystem>
#include <system_error>
#include <utility>

namespace inference::backend {
namespace {

using llamacpp::ServerConfig;

// What the server would cap in silence after a long load is refused before it.
Result<void> check_context(const ServerConfig& config, const ModelInfo& model) {
    if (model.trained_context == 0 || config.stretches_context) return {};
    if (config.context_per_slot <= model.trained_context) return {};
    return fail(ErrorCode::invalid_argument,
                "load: option context_length is " + std::to_string(config.context_per_slot) +
                    ", but " + model.path + " was made for " +
                    std::to_string(model.trained_context) + " tokens; ask for less",
                {}, "context_length");
}

// The server would tell only that it could not start.
Result<void> check_adapters(ServerConfig& config) {
    for (Adapter& adapter : config.adapters) {
        std::error_code error;
        if (!std::filesystem::is_regular_file(adapter.path, error)) {
            return fail(ErrorCode::not_found, "load: there is no adapter file " + adapter.path);
        }
        auto path = absolute_path(adapter.path);
        if (!path) return std::unexpected(path.error());
        adapter.path = *std::move(path);
    }
    return {};
}

// A model that can't use flash attention can't have a quantised V cache either.
Result<void> check_cache(const ServerConfig& config, const GgufModel& model) {
    if (!llamacpp::is_quantised(config.cache_type_v)) return {};
    const auto plan = plan_fit(model, fit_request(config));
    if (plan || plan.error().code != ErrorCode::invalid_argument) return {};
    return std::unexpected(plan.error());
}

}  // namespace

Result<std::string> absolute_path(const std::string& path) {
    std::error_code error;
    std::string absolute = std::filesystem::absolute(path, error).string();
    if (!error) return absolute;
    return fail(ErrorCode::io, "load: can't find the current folder: " + base::errno_text(error));
}

Result<LoadPlan> plan_load(const std::string& path, ServerConfig config, bool require_gpu,
                           const Placement& placement) {
    // Only the planner needs the tensor table.
    const bool plans = placement.gpu || llamacpp::is_quantised(config.cache_type_v);
    auto model = read_gguf(path, plans ? GgufDepth::full : GgufDepth::metadata);
    if (!model) return std::unexpected(model.error());
    if (auto ok = require_language_model(model->info); !ok) return std::unexpected(ok.error());
    if (auto ok = check_context(config, model->info); !ok) return std::unexpected(ok.error());
    if (auto ok = check_adapters(config); !ok) return std::unexpected(ok.error());
    if (auto ok = check_cache(config, *model); !ok) return std::unexpected(ok.error());
    LoadPlan plan{*std::move(model), std::move(config), {}};
    if (!placement.gpu) return plan;
    auto fitted = fit_to_gpu(plan.model, plan.config, require_gpu, placement.gpu->memory);
    if (!fitted) return std::unexpected(fitted.error());
    plan.config = std::move(fitted->config);
    plan.compromises = std::move(fitted->warnings);
    return plan;
}

}  // namespace inference::backend
