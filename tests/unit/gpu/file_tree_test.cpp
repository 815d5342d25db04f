// SPDX-License-Identifier: EUPL-1.2
#include "gpu/file_tree.h"

#include "gpu/text.h"
#include "support/gpu_tree.h"
#include "unit/gpu/trees.h"

#include <gmock/gmock.h>

#include <cerrno>
#include <filesystem>
#include <sys/stat.h>

using namespace inference::gpu;
using test_support::GpuTree;
using testing::ElementsAre;

namespace {

namespace fs = std::filesystem;

/// A root with a secret beside it.
class Confined : public testing::Test {
protected:
    Confined() {
        outside_.write("secret", "secret\n");
        outside_.write("root/etc/motd", "inside\n");
        root_ = outside_.path() + "/root";
    }
    void link(const std::string& inside, const std::string& target) {
        outside_.link("root/" + inside, target);
    }
    FileTree open() {
        auto tree = FileTree::open(root_);
        EXPECT_TRUE(tree);
        return *std::move(tree);
    }

    GpuTree outside_;
    std::string root_;
};

}  // namespace

TEST_F(Confined, nothing_leads_out_of_the_root) {
    link("up", "../secret");
    link("far_up", "../../../../../../../../" + outside_.path() + "/secret");
    link("absolute", outside_.path() + "/secret");
    link("folder", "..");
    link("host", "/proc/self/root");
    const auto tree = open();
    for (const auto* path : {"up", "far_up", "absolute", "folder/secret", "../secret",
                             "etc/../../secret", "/../secret", "folder/../secret"}) {
        const auto text = tree.read(path);
        EXPECT_FALSE(text) << path << ": " << *text;
    }
    EXPECT_FALSE(tree.folder("host"));
}

TEST_F(Confined, absolute_links_begin_at_the_root) {
    link("sys/link", "/etc");
    link("sys/file", "/etc/motd");
    const auto tree = open();
    EXPECT_EQ(tree.read("sys/link/motd"), "inside\n");
    EXPECT_EQ(tree.read("sys/file"), "inside\n");
    EXPECT_EQ(tree.real_path("sys/link"), "etc");
}

TEST_F(Confined, the_kernels_way_and_our_own_agree) {
    link("a/b/up", "../../etc");
    link("a/loop", "loop");
    link("a/ping", "pong");
    link("a/pong", "ping");
    link("a/abs", "/a/b/up/motd");
    link("a/out", "../../../../etc/motd");
    link("a/dangling", "nowhere");
    const auto root = Root::open(root_);
    ASSERT_TRUE(root);
    const auto probe = root->find_by_kernel("etc");
    if (!probe && probe.error() == ENOSYS) GTEST_SKIP() << "this kernel has no openat2";
    for (const auto* path : {"", "/", ".", "..", "etc", "etc/", "/etc/./motd", "a/b/up",
                             "a/b/up/motd", "a/loop", "a/ping/x", "a/abs", "a/out", "a/dangling",
                             "etc/motd/x", "missing", "a/b/../../etc/motd", "etc/motd/.."}) {
        if (std::string_view(path).empty()) continue;  // the kernel alone refuses an empty path
        const auto by_kernel = root->find_by_kernel(path);
        const auto by_steps = root->find_by_steps(path, false);
        ASSERT_EQ(by_kernel.has_value(), by_steps.has_value()) << path;
        if (by_kernel) {
            EXPECT_EQ(by_kernel->path, by_steps->path) << path;
        } else {
            EXPECT_EQ(by_kernel.error(), by_steps.error()) << path;
        }
    }
}

TEST_F(Confined, link_loops_end) {
    link("loop", "loop");
    link("deep", "deep/deep");
    const auto tree = open();
    EXPECT_EQ(tree.read("loop").error(), ELOOP);
    EXPECT_EQ(tree.read("loop/x").error(), ELOOP);
    EXPECT_EQ(tree.read("deep/x").error(), ELOOP);
}

TEST_F(Confined, text_files_that_stand_in_for_links_are_followed_but_not_out) {
    outside_.write("root/sys/class/card0", "../devices/gpu");
    outside_.write("root/sys/devices/gpu/vendor", "0x1002\n");
    outside_.write("root/sys/class/out", "../../../../..");
    outside_.write("root/sys/class/abs", "/devices");
    outside_.write("root/sys/class/loop", "../class/loop");
    outside_.write("root/sys/class/words", "no link\nat all\n");
    const auto tree = open();
    EXPECT_EQ(tree.read("sys/class/card0/vendor"), "0x1002\n");
    EXPECT_EQ(tree.real_path("sys/class/card0"), "sys/devices/gpu");
    EXPECT_FALSE(tree.read("sys/class/out/secret"));
    EXPECT_FALSE(tree.folder("sys/class/abs"));
    EXPECT_EQ(tree.read("sys/class/loop/x").error(), ELOOP);
    EXPECT_EQ(tree.folder("sys/class/words").error(), ENOTDIR);
    EXPECT_EQ(tree.read("sys/class/card0"), "../devices/gpu") << "as a file it is what it is";
}

TEST_F(Confined, fifos_and_folders_are_not_read) {
    ASSERT_EQ(::mkfifo((root_ + "/pipe").c_str(), 0600), 0);
    const auto tree = open();
    EXPECT_EQ(tree.read("pipe").error(), EINVAL);
    EXPECT_EQ(tree.read("etc").error(), EISDIR);
}

TEST_F(Confined, long_files_are_cut) {
    outside_.write("root/long", std::string(3 * kMostBytes, 'x'));
    EXPECT_EQ(open().read("long")->size(), kMostBytes);
}

TEST(shared_trees, read_the_same_where_links_could_not_be_made) {
    const auto copy = fs::temp_directory_path() / ("rocinfer-flat-" + std::to_string(::getpid()));
    fs::copy(gpu_test::tree("rx7800xt-raphael-igpu"), copy,
             fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    std::vector<fs::path> links;
    for (const auto& entry : fs::recursive_directory_iterator(copy)) {
        if (entry.is_symlink()) links.push_back(entry.path());
    }
    for (const auto& link : links) {
        const auto target = fs::read_symlink(link);
        fs::remove(link);
        std::ofstream(link) << target.string();
    }
    const auto flat = gpu_test::read(copy.string());
    const auto linked = gpu_test::read(gpu_test::tree("rx7800xt-raphael-igpu"));
    EXPECT_EQ(flat.gpus, linked.gpus);
    EXPECT_EQ(flat.gpus.size(), 2U);
    fs::remove_all(copy);
}

TEST(numbers, are_the_whole_text_or_nothing) {
    EXPECT_EQ(parse_u64(" 42\n"), 42U);
    EXPECT_FALSE(parse_u64("42 MHz"));
    EXPECT_FALSE(parse_u64("-1"));
    EXPECT_FALSE(parse_u64("18446744073709551616"));
    EXPECT_FALSE(parse_u64(""));
    EXPECT_EQ(parse_i64("-40000\n"), -40000);
    EXPECT_EQ(parse_hex("0x1002\n"), 0x1002U);
    EXPECT_EQ(parse_hex("4ad1ed0ac407c708"), 0x4ad1ed0ac407c708U);
    EXPECT_FALSE(parse_hex("0x"));
    EXPECT_EQ(numbered("card12", "card"), 12);
    EXPECT_FALSE(numbered("card1-DP-1", "card"));
    EXPECT_FALSE(numbered("card", "card"));
    EXPECT_FALSE(numbered("card99999999999", "card"));
    EXPECT_TRUE(is_pci_address("0000:03:00.0"));
    EXPECT_FALSE(is_pci_address("0000:03:00_0"));
}
