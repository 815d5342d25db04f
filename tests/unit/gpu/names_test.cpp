// SPDX-License-Identifier: EUPL-1.2
#include "gpu/names.h"

#include "gpu/product_rows.h"
#include "trees.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace {

using inference::gpu::FileTree;
using inference::gpu::product_name;
using inference::gpu::product_rows;

class product_names : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = ::testing::TempDir() + "names-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        root_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(root_); }

    std::string name(std::uint16_t device, std::optional<std::uint8_t> revision) const {
        const auto tree = FileTree::open(root_.string());
        EXPECT_TRUE(tree);
        return product_name(*tree, device, revision);
    }

    std::filesystem::path root_;
};

// libdrm's amdgpu.ids is the authority: one chip is several products.
TEST_F(product_names, are_those_of_the_revision) {
    EXPECT_EQ(name(0x73ef, 0xc0), "Radeon RX 6800S");
    EXPECT_EQ(name(0x73ef, 0xc1), "Radeon RX 6650 XT");
    EXPECT_EQ(name(0x73ef, 0xc2), "Radeon RX 6700S");
    EXPECT_EQ(name(0x73ef, 0xc3), "Radeon RX 6650M");
    EXPECT_EQ(name(0x73ef, 0xc4), "Radeon RX 6650M XT");
    EXPECT_EQ(name(0x66a1, 0x02), "Instinct MI60 / MI50");
    EXPECT_EQ(name(0x66a1, 0x06), "Radeon Pro VII");
    EXPECT_EQ(name(0x74b5, 0x00), "Instinct MI300X VF");
    EXPECT_EQ(name(0x747e, 0xc8), "Radeon RX 7800 XT");
    EXPECT_EQ(name(0x1586, 0xc1), "Radeon 8060S");
    EXPECT_EQ(name(0x15bf, 0xc1), "Radeon 780M");
}

TEST_F(product_names, of_an_unknown_revision_name_the_chip_or_nothing) {
    EXPECT_EQ(name(0x15bf, 0x77), "Radeon 780M/760M (Phoenix)");
    EXPECT_EQ(name(0x13c0, 0xc1), "Radeon Graphics (Granite Ridge)");
    EXPECT_EQ(name(0x73ef, 0x77), "AMD GPU 1002:73ef");
    EXPECT_EQ(name(0x73ef, std::nullopt), "AMD GPU 1002:73ef");
}

TEST_F(product_names, that_are_newer_than_the_program_come_from_the_machine) {
    const auto folder = root_ / "usr/share/libdrm";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "amdgpu.ids") << "# a comment\n1.0.0\n9999,\tC1,\tAMD Radeon RX 10000\n"
                                            "73EF,\tC2,\tAMD Something else\n";
    EXPECT_EQ(name(0x9999, 0xc1), "Radeon RX 10000");
    EXPECT_EQ(name(0x9999, 0xc2), "AMD GPU 1002:9999");
    EXPECT_EQ(name(0x73ef, 0xc2), "Radeon RX 6700S");
}

TEST_F(product_names, each_row_is_found_by_its_device_and_revision) {
    std::string_view rows = product_rows();
    std::size_t count = 0;
    while (!rows.empty()) {
        const auto row = std::string(rows.substr(0, rows.find(';')));
        rows.remove_prefix(row.size() + 1);
        ASSERT_EQ(row[4], ',') << row;
        ASSERT_EQ(row[7], ',') << row;
        const auto device = static_cast<std::uint16_t>(std::stoul(row.substr(0, 4), nullptr, 16));
        const auto revision = static_cast<std::uint8_t>(std::stoul(row.substr(5, 2), nullptr, 16));
        ASSERT_EQ(name(device, revision), row.substr(8));
        ++count;
    }
    EXPECT_GT(count, 700U);
}

TEST(product_names_in_trees, are_those_of_the_cards) {
    const auto laptop = gpu_test::read(gpu_test::tree("laptop-rx6700s"));
    ASSERT_EQ(laptop.gpus.size(), 2U);
    EXPECT_EQ(laptop.gpus[0].name, "Radeon RX 6700S");
    EXPECT_EQ(laptop.gpus[1].name, "Radeon 680M");
    for (const auto& gpu : gpu_test::read(gpu_test::tree("radeon-pro-vii-pair")).gpus)
        EXPECT_EQ(gpu.name, "Radeon Pro VII");
}

}  // namespace
