// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/backend.h>
#include <inference/rocm/gpus.h>

#include <span>
#include <string>
#include <string_view>

namespace inference::backend {

/// An AMD GPU, chosen and pinned.
class RocmBackend final : public Backend {
public:
    /// `sysroot` is where /sys, /proc and /dev lie; tests and bug reports inject another machine's.
    /// Empty = the environment's ROCINFER_SYSROOT, else "/".
    explicit RocmBackend(std::string sysroot = {}) : sysroot_(std::move(sysroot)) {}
    std::string_view name() const override { return "rocm"; }
    Result<void> available() const override;
    Result<std::unique_ptr<TextModel>> load_model(const std::string& path,
                                                  LoadOptions options) override;

private:
    std::string sysroot() const;
    Result<rocm::GpuChoice> choose(std::string_view wanted,
                                   std::span<const std::string> targets = {}) const;

    const std::string sysroot_;
};

/// Whatever devices llama-server finds by itself, the CPU included.
class LlamaCppBackend final : public Backend {
public:
    std::string_view name() const override { return "llama_cpp"; }
    Result<void> available() const override;
    Result<std::unique_ptr<TextModel>> load_model(const std::string& path,
                                                  LoadOptions options) override;
};

}  // namespace inference::backend
