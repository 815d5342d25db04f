// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_kind.h"

#include <inference/gguf.h>
#include <inference/options.h>

#include <cstdint>
#include <optional>
#include <string>

namespace inference::backend {

/// Asks for less after a failure that less might prevent: once (and once for a chat template that
/// can't be read), and only of what the caller left to the library. Not thread-safe; copies count
/// for themselves.
class StepDown {
public:
    /// `asked` is what the caller asked for; `model` (read with GgufDepth::full) helps to choose
    /// layers and may be metadata only; `on_gpu` tells whether there are layers to take away.
    StepDown(const LoadOptions& asked, GgufModel model, bool on_gpu);

    /// Changes `options` and says what for people; empty where nothing can or may be changed.
    std::optional<std::string> operator()(LoadOptions& options, llamacpp::FailureKind why);

private:
    std::optional<std::string> less_memory(LoadOptions& options, bool weights) const;
    std::optional<std::string> smaller_context(LoadOptions& options) const;
    std::optional<std::string> smaller_cache(LoadOptions& options) const;
    std::optional<std::string> fewer_layers(LoadOptions& options) const;
    std::optional<std::string> without_flash_attention(LoadOptions& options) const;
    std::optional<std::string> another_template(LoadOptions& options);
    std::optional<std::string> without_graphs(LoadOptions& options) const;
    bool caller_names(std::initializer_list<std::string_view> flags) const;

    LoadOptions asked_;
    GgufModel model_;
    bool on_gpu_;
    bool done_ = false;
    bool template_changed_ = false;
};

}  // namespace inference::backend
