// SPDX-License-Identifier: EUPL-1.2
#include <inference/registry.h>

#include <gtest/gtest.h>

namespace inference {
namespace {

class NamedBackend final : public Backend {
public:
    NamedBackend(std::string name, bool usable) : name_(std::move(name)), usable_(usable) {}
    std::string_view name() const override { return name_; }
    Result<void> available() const override {
        if (usable_) return {};
        return fail(ErrorCode::unavailable, name_ + ": no such hardware here");
    }
    Result<std::unique_ptr<TextModel>> load_model(const std::string&, LoadOptions) override {
        return fail(ErrorCode::unsupported, name_ + ": loads nothing");
    }

private:
    std::string name_;
    bool usable_;
};

void add(Registry& registry, std::string name, bool usable) {
    registry.add(std::make_shared<NamedBackend>(std::move(name), usable));
}

TEST(registry, prefers_metal_then_rocm_then_llama_cpp_then_any) {
    Registry registry;
    add(registry, "other", true);
    EXPECT_EQ((*registry.best())->name(), "other");
    add(registry, "llama_cpp", true);
    EXPECT_EQ((*registry.best())->name(), "llama_cpp");
    add(registry, "rocm", true);
    EXPECT_EQ((*registry.best())->name(), "rocm");
    add(registry, "metal", true);
    EXPECT_EQ((*registry.best())->name(), "metal");
    EXPECT_EQ(registry.list(), (std::vector<std::string>{"other", "llama_cpp", "rocm", "metal"}));
}

TEST(registry, passes_over_what_is_not_available) {
    Registry registry;
    add(registry, "rocm", false);
    add(registry, "llama_cpp", true);
    EXPECT_EQ((*registry.best())->name(), "llama_cpp");
}

TEST(registry, an_unknown_backend_is_an_error_that_says_which_are_there) {
    Registry registry;
    add(registry, "rocm", false);
    add(registry, "llama_cpp", true);
    auto missing = registry.choose("cuda");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
    EXPECT_EQ(missing.error().message,
              "inference: there is no backend 'cuda'; registered: rocm, llama_cpp");
}

TEST(registry, an_unavailable_backend_is_an_error_with_its_reason_and_the_available_ones) {
    Registry registry;
    add(registry, "rocm", false);
    add(registry, "llama_cpp", true);
    auto refused = registry.choose("rocm");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              "inference: backend 'rocm' can't be used here: rocm: no such hardware here "
              "(available: llama_cpp)");
}

TEST(registry, without_any_usable_backend_every_reason_is_told) {
    Registry registry;
    EXPECT_FALSE(registry.best());
    add(registry, "rocm", false);
    add(registry, "llama_cpp", false);
    auto none = registry.best();
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message.find("rocm: rocm: no such hardware here"), std::string::npos);
    EXPECT_NE(none.error().message.find("llama_cpp: llama_cpp: no such hardware here"),
              std::string::npos);
}

TEST(registry, the_same_name_replaces) {
    Registry registry;
    add(registry, "rocm", false);
    add(registry, "rocm", true);
    EXPECT_EQ(registry.all().size(), 1U);
    EXPECT_TRUE((*registry.get("rocm"))->available());
}

TEST(registry, options_are_checked_before_any_backend_is_asked) {
    const Registry registry;
    LoadOptions options;
    options.parallel_slots = -1;
    auto refused = registry.load_model("model.gguf", options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace inference
