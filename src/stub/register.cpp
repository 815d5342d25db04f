// SPDX-License-Identifier: EUPL-1.2
#include <inference/rocm/backend.h>

#include <memory>
#include <string>

namespace inference::rocm {
namespace {

/// Has a backend's name and the reason why it can't be used on this platform.
class ForeignBackend final : public Backend {
public:
    explicit ForeignBackend(std::string_view name) : name_(name) {}

    std::string_view name() const override { return name_; }

    Result<void> available() const override { return refusal(); }

    Result<std::unique_ptr<TextModel>> load_model(const std::string&, LoadOptions) override {
        return refusal();
    }

private:
    std::unexpected<Error> refusal() const {
        return fail(ErrorCode::unavailable,
                    std::string(name_) +
                        ": this build is for " ROCINFER_BUILT_FOR
                        "; the engine runs under linux on x86-64 only; build and run it there "
                        "(reading model files works here too)");
    }

    std::string_view name_;
};

}  // namespace

void register_backend(Registry& registry) {
    registry.add(std::make_shared<ForeignBackend>("rocm"));
    registry.add(std::make_shared<ForeignBackend>("llama_cpp"));
}

}  // namespace inference::rocm
