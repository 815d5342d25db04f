// SPDX-License-Identifier: EUPL-1.2
// A load on a GPU reads the GPUs once: the kernel counts how often their folder is opened.
#include "backend/backends.h"
#include "support/paths.h"
#include "support/scoped_variable.h"
#include "support/temporary_folder.h"

#include <inference/inference.h>
#include <inference/rocm/gpus.h>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <sys/inotify.h>
#include <unistd.h>

namespace {

using namespace inference;

/// Counts how often a folder is opened.
class OpenCounter {
public:
    explicit OpenCounter(const std::string& folder) : fd_(::inotify_init1(IN_NONBLOCK)) {
        EXPECT_GE(::inotify_add_watch(fd_, folder.c_str(), IN_OPEN | IN_ONLYDIR), 0) << folder;
    }
    OpenCounter(const OpenCounter&) = delete;
    OpenCounter& operator=(const OpenCounter&) = delete;
    ~OpenCounter() { ::close(fd_); }

    /// Since the last call; the folder itself, not what is in it.
    int take() const {
        int opened = 0;
        alignas(inotify_event) std::array<char, 64 * 1024> events;
        for (ssize_t size = 0; (size = ::read(fd_, events.data(), events.size())) > 0;) {
            for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
                const auto* event = reinterpret_cast<const inotify_event*>(events.data() + at);
                if (event->len == 0) ++opened;
                at += sizeof(inotify_event) + event->len;
            }
        }
        return opened;
    }

private:
    const int fd_;
};

TEST(looks, a_load_on_a_gpu_reads_the_gpus_once) {
    const test_support::TemporaryFolder folder;
    const std::string tree = folder.file("machine");
    std::filesystem::copy(
        ROCINFER_SOURCE_DIR "/tests/data/sysfs/rx7800xt-raphael-igpu", tree,
        std::filesystem::copy_options::recursive | std::filesystem::copy_options::copy_symlinks);
    const test_support::ScopedVariable engine("ROCM_LLAMA_SERVER_PATH",
                                              support::fake_llama_server_path().c_str());
    const test_support::ScopedVariable runtime("XDG_RUNTIME_DIR", folder.path().c_str());
    const OpenCounter counter(tree + "/sys/devices/virtual/kfd/kfd/topology/nodes");

    ASSERT_TRUE(rocm::read_gpus(tree));
    const int once = counter.take();
    ASSERT_GT(once, 0);

    Registry registry;
    registry.add(std::make_shared<backend::RocmBackend>(tree));
    auto model = registry.load_model(ROCINFER_SOURCE_DIR "/models/rocinfer-tiny.gguf", {});
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(counter.take(), once);
}

}  // namespace
