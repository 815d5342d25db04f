// SPDX-License-Identifier: EUPL-1.2
#include <inference/rocm/backend.h>

#include <gtest/gtest.h>

namespace inference::rocm {
namespace {

const std::vector<std::string> kBoth{"rocm", "llama_cpp"};

TEST(stub, linking_registers_both_backends) {
    EXPECT_EQ(registry().list(), kBoth);
}

TEST(stub, a_registry_of_its_own_is_filled_by_hand) {
    Registry own;
    register_backend(own);
    EXPECT_EQ(own.list(), kBoth);
}

TEST(stub, each_backend_says_why_it_cannot_be_used_here) {
    for (const auto& backend : registry().all()) {
        auto ready = backend->available();
        ASSERT_FALSE(ready);
        EXPECT_EQ(ready.error().code, ErrorCode::unavailable);
        EXPECT_TRUE(ready.error().message.starts_with(std::string(backend->name()) +
                                                      ": this build is for linux on "))
            << ready.error().message;
        EXPECT_NE(ready.error().message.find("the engine runs under linux on x86-64 only"),
                  std::string::npos);
    }
}

TEST(stub, loading_fails_with_every_reason) {
    auto model = load_model("model.gguf");
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::unavailable);
    EXPECT_NE(model.error().message.find("rocm: this build is for"), std::string::npos);
    EXPECT_NE(model.error().message.find("llama_cpp: this build is for"), std::string::npos);
}

TEST(stub, a_backend_that_is_asked_directly_refuses_too) {
    auto model = (*registry().get("rocm"))->load_model("model.gguf");
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace inference::rocm
