// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "backend/host.h"

#include <inference/backend.h>

#include <string>
#include <string_view>
#include <utility>

namespace inference::backend {

/// An AMD GPU, chosen and pinned.
class RocmBackend final : public Backend {
public:
    /// `root` is where /sys, /proc and /dev lie; tests and bug reports inject another machine's.
    /// Empty = the environment's ROCINFER_SYSROOT, else "/".
    explicit RocmBackend(std::string root = {}, HostView::Look look = look_at_host)
        : host_(std::move(root), LookFor::server_and_gpus, std::move(look)) {}
    std::string_view name() const override { return "rocm"; }
    Result<void> available() const override { return available_for({}); }
    Result<void> available_for(const LoadOptions& options) const override;
    Result<std::unique_ptr<TextModel>> load_model(const std::string& path,
                                                  LoadOptions options) override;

private:
    const HostView host_;
};

/// Whatever devices llama-server finds by itself, the CPU included.
class LlamaCppBackend final : public Backend {
public:
    explicit LlamaCppBackend(HostView::Look look = look_at_host)
        : host_("/", LookFor::server, std::move(look)) {}
    std::string_view name() const override { return "llama_cpp"; }
    Result<void> available() const override;
    Result<std::unique_ptr<TextModel>> load_model(const std::string& path,
                                                  LoadOptions options) override;

private:
    const HostView host_;
};

}  // namespace inference::backend
