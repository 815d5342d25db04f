// SPDX-License-Identifier: EUPL-1.2
#include "rocm/load.h"

#include "llamacpp/find_server.h"
#include "llamacpp/server.h"
#include "rocm/model.h"

#include <inference/rocm/gguf.h>

#include <algorithm>
#include <utility>

namespace inference::rocm {
namespace {

bool names_template(const std::vector<std::string>& arguments) {
    return std::ranges::any_of(arguments, [](const std::string& argument) {
        return argument.starts_with("--chat-template");
    });
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
                    std::to_string(model.trained_context) + " tokens; ask for less");
}

}  // namespace

Result<std::unique_ptr<TextModel>> load(const std::string& path, LoadOptions options,
                                        const Placement& placement) {
    if (auto ok = validate(options); !ok) return std::unexpected(ok.error());
    auto gguf = read_gguf(path);
    if (!gguf) return std::unexpected(gguf.error());
    if (auto ok = check_context(options, gguf->info); !ok) return std::unexpected(ok.error());

    llamacpp::StartRequest request;
    request.model = std::move(gguf->info);
    request.mask = placement.mask;
    request.on_gpu = placement.on_gpu;
    auto binary = llamacpp::find_server(request.host);
    if (!binary) return std::unexpected(binary.error());
    request.binary = *std::move(binary);
    request.options = std::move(options);

    auto server = llamacpp::Server::start(request);
    if (!server) return std::unexpected(server.error());

    ModelInfo info = std::move(request.model);
    const bool has_template =
        !info.chat_template.empty() || names_template(request.options.extra_arguments);
    info.backend = placement.backend;
    info.engine = (*server)->properties().build;
    info.device = placement.device;
    info.context_length = (*server)->properties().context_per_slot;
    info.parallel_slots = (*server)->properties().slots;
    return std::make_unique<Model>(*std::move(server), std::move(info), has_template);
}

}  // namespace inference::rocm
