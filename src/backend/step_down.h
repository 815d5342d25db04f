// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_kind.h"
#include "llamacpp/launch/server_config.h"
#include "llamacpp/server/restarting_server.h"

#include <inference/gguf.h>

#include <optional>

namespace inference::backend {

/// What the caller allows of it.
struct StepDownLimits {
    bool allowed = true;      ///< LoadOptions::step_down
    bool all_on_gpu = false;  ///< LoadOptions::require_gpu: no layer may go to the CPU
};

/// Asks for less after a failure that less might prevent: once (and once for a chat template that
/// can't be read), and only of what the caller left to the library. Not thread-safe; copies count
/// for themselves.
class StepDown {
public:
    /// `asked` is how the caller configured the server; `model` (read with GgufDepth::full) helps
    /// to choose layers and may be metadata only.
    StepDown(llamacpp::ServerConfig asked, GgufModel model, StepDownLimits limits);

    /// `now` with less; empty where nothing can or may be changed.
    std::optional<llamacpp::SteppedDown> operator()(const llamacpp::ServerConfig& now,
                                                    llamacpp::FailureKind why);

private:
    using Changed = std::optional<llamacpp::SteppedDown>;
    using Config = llamacpp::ServerConfig;

    Changed less_memory(const Config& now, bool weights) const;
    Changed smaller_context(const Config& now) const;
    Changed smaller_cache(const Config& now) const;
    Changed fewer_layers(const Config& now) const;
    Changed without_flash_attention(const Config& now) const;
    Changed without_graphs(const Config& now) const;
    Changed another_template(const Config& now);

    Config asked_;
    GgufModel model_;
    StepDownLimits limits_;
    bool done_ = false;
    bool template_changed_ = false;
};

}  // namespace inference::backend
