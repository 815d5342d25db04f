// SPDX-License-Identifier: EUPL-1.2
#include "backend/host.h"

#include "backend/backends.h"
#include "support/scoped_variable.h"

#include <inference/registry.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace inference::backend {
namespace {

using test_support::ScopedVariable;

/// Looks at a tree of the tests, with a server that is not there, and counts.
class CountedLook {
public:
    Host operator()(const std::string& root, LookFor what) {
        ++*looks_;
        Host host = look_at_host(root, what);
        host.server = llamacpp::ServerBinary{"/nowhere/llama-server", "PATH"};
        return host;
    }
    int looks() const { return *looks_; }

private:
    std::shared_ptr<int> looks_ = std::make_shared<int>(0);
};

std::string tree(const std::string& name) {
    return ROCINFER_SOURCE_DIR "/tests/data/sysfs/" + name;
}

TEST(host, is_looked_at_once_for_a_question_and_the_load_that_follows) {
    CountedLook look;
    const HostView view(tree("rx7800xt-raphael-igpu"), LookFor::server_and_gpus, look);
    const auto seen = view.look();
    EXPECT_EQ(view.take(), seen);
    EXPECT_EQ(look.looks(), 1);
    EXPECT_NE(view.take(), seen) << "the next load looks again: memory changes";
    EXPECT_EQ(look.looks(), 2);
}

TEST(host, is_looked_at_anew_in_another_environment) {
    CountedLook look;
    const HostView view(tree("rx7800xt-raphael-igpu"), LookFor::server_and_gpus, look);
    static_cast<void>(view.look());
    const ScopedVariable mask("ROCR_VISIBLE_DEVICES", "1");
    const auto seen = view.take();
    EXPECT_EQ(look.looks(), 2);
    EXPECT_EQ(seen->environment.get("ROCR_VISIBLE_DEVICES"), "1");
}

TEST(host, a_load_by_either_backend_looks_once) {
    CountedLook gpu_look;
    CountedLook cpu_look;
    Registry registry;
    registry.add(std::make_shared<RocmBackend>(tree("rx7800xt-raphael-igpu"), gpu_look));
    registry.add(std::make_shared<LlamaCppBackend>(cpu_look));
    for (const char* backend : {"rocm", "llama_cpp"}) {
        LoadOptions options;
        options.backend = backend;
        const auto model = registry.load_model("/nowhere/model.gguf", options);
        ASSERT_FALSE(model);
        EXPECT_EQ(model.error().code, ErrorCode::not_found) << model.error().message;
    }
    EXPECT_EQ(gpu_look.looks(), 1);
    EXPECT_EQ(cpu_look.looks(), 1);
}

TEST(host, of_the_cpus_backend_does_not_read_the_gpus) {
    EXPECT_FALSE(look_at_host("/", LookFor::server).gpus);
}

TEST(host, an_empty_root_is_the_environments) {
    const ScopedVariable root("ROCINFER_SYSROOT", tree("rx7800xt-raphael-igpu").c_str());
    const Host host = look_at_host({}, LookFor::server_and_gpus);
    EXPECT_EQ(host.root, tree("rx7800xt-raphael-igpu"));
    ASSERT_TRUE(host.gpus && *host.gpus);
    EXPECT_EQ((*host.gpus)->gpus.size(), 2U);
    const ScopedVariable none("ROCINFER_SYSROOT", nullptr);
    EXPECT_EQ(look_at_host({}, LookFor::server).root, "/");
}

}  // namespace
}  // namespace inference::backend
