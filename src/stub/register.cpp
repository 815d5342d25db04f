// SPDX-License-Identifier: EUPL-1.2
#include "stub/refusal.h"

#include <inference/rocm/backend.h>

#include <memory>
#include <string>
#include <string_view>

namespace inference::rocm {
namespace {

/// Has a backend's name and the reason why it can't be used on this platform.
class ForeignBackend final : public Backend {
public:
    explicit ForeignBackend(std::string_view name) : name_(name) {}

    std::string_view name() const override { return name_; }

    Result<void> available() const override { return stub::refusal(name_); }

    Result<std::unique_ptr<TextModel>> load_model(const std::string&, LoadOptions) override {
        return stub::refusal(name_);
    }

private:
    std::string_view name_;
};

}  // namespace

void register_backend(Registry& registry, const std::string&) {
    registry.add(std::make_shared<ForeignBackend>("rocm"));
    registry.add(std::make_shared<ForeignBackend>("llama_cpp"));
}

}  // namespace inference::rocm
