// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "backend/host.h"

#include <inference/backend.h>

#include <string>
#include <string_view>
#include <utility>

namespace inference::backend {

/// An AMD GPU through Vulkan, chosen by the same rules as for ROCm; or, where the option device
/// names it, any device that llama-server lists: another maker's GPU, or one in software.
class VulkanBackend final : public Backend {
public:
    explicit VulkanBackend(std::string root = {}, HostView::Look look = look_at_host)
        : host_(std::move(root), LookFor::server_and_gpus, std::move(look)) {}
    std::string_view name() const override { return "vulkan"; }
    Result<void> available() const override { return available_for({}); }
    Result<void> available_for(const LoadOptions& options) const override;
    Result<std::unique_ptr<TextModel>> load_model(const std::string& path,
                                                  LoadOptions options) override;

private:
    const HostView host_;
};

}  // namespace inference::backend
