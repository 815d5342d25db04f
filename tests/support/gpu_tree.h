// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace test_support {

/// A GPU to put into a GpuTree. The defaults are a healthy RX 7900 XTX.
struct TreeGpu {
    std::string pci = "0000:03:00.0";
    unsigned device_id = 0x744c;
    unsigned revision = 0xc8;
    std::string driver = "amdgpu";  ///< empty = none
    std::optional<int> card = 0;
    std::optional<int> render = 128;
    std::optional<int> node = 1;  ///< of the KFD topology
    unsigned target = 110000;
    std::uint64_t unique_id = 0;
    std::uint64_t vram_total = 25753026560;
    std::uint64_t vram_used = 668274688;
    std::uint64_t gtt_total = 33668050944;
    std::uint64_t gtt_used = 62369792;
    std::uint64_t bank_bytes = 25753026560;
    bool integrated = false;
};

/// A folder of its own that looks like a machine; removed with the object.
class GpuTree {
public:
    GpuTree() {
        std::string name = std::filesystem::temp_directory_path() / "rocinfer-tree-XXXXXX";
        if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
        root_ = name;
        write("dev/kfd", "");
        write(kNodes + "0/gpu_id", "0\n");
        write(kNodes + "0/properties", "cpu_cores_count 32\nsimd_count 0\nmem_banks_count 1\n");
        link("sys/class/kfd/kfd", "../../devices/virtual/kfd/kfd");
        std::filesystem::create_directories(root_ / "sys/bus/pci/drivers/amdgpu");
        std::filesystem::create_directories(root_ / "sys/bus/pci/devices");
        std::filesystem::create_directories(root_ / "sys/class/drm");
    }
    ~GpuTree() {
        std::error_code ignored;
        std::filesystem::remove_all(root_, ignored);
    }
    GpuTree(const GpuTree&) = delete;
    GpuTree& operator=(const GpuTree&) = delete;

    std::string path() const { return root_.string(); }
    std::filesystem::path at(std::string_view inside) const { return root_ / inside; }

    void write(std::string_view inside, std::string_view text) {
        const auto file = at(inside);
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
    }
    void link(std::string_view inside, const std::string& target) {
        std::filesystem::create_directories(at(inside).parent_path());
        std::filesystem::create_symlink(target, at(inside));
    }
    void remove(std::string_view inside) { std::filesystem::remove_all(at(inside)); }

    /// Where a GPU's device folder is, inside the tree.
    static std::string device(const TreeGpu& gpu) {
        return "sys/devices/pci0000:00/0000:00:01.1/" + gpu.pci + "/";
    }
    static std::string node(int number) { return kNodes + std::to_string(number) + "/"; }

    void add(const TreeGpu& gpu) {
        const auto folder = device(gpu);
        add_device(gpu, folder);
        link("sys/bus/pci/devices/" + gpu.pci,
             "../../../devices/pci0000:00/0000:00:01.1/" + gpu.pci);
        if (gpu.card) add_minor(folder, fmt::format("card{}", *gpu.card));
        if (gpu.render) add_minor(folder, fmt::format("renderD{}", *gpu.render));
        if (gpu.node) add_node(gpu);
    }

    /// A further partition: a platform device with a render node of its own.
    void add_partition(const TreeGpu& gpu, int number, int location) {
        const auto folder = fmt::format("sys/devices/platform/amdgpu_xcp_{}/", number);
        write(folder + "uevent", "MODALIAS=platform:amdgpu_xcp\n");
        if (gpu.card) add_minor(folder, fmt::format("card{}", *gpu.card));
        if (gpu.render) add_minor(folder, fmt::format("renderD{}", *gpu.render));
        add_node(gpu, location);
    }

    void add_node(const TreeGpu& gpu, std::optional<int> location = {}) {
        const auto folder = node(*gpu.node);
        write(folder + "gpu_id", fmt::format("{}\n", 1000 + *gpu.node));
        write(folder + "name", "ip discovery\n");
        const auto bus = std::stoi(gpu.pci.substr(5, 2), nullptr, 16);
        write(folder + "properties",
              fmt::format("cpu_cores_count 0\nsimd_count 192\nmem_banks_count 1\nsimd_per_cu 2\n"
                          "gfx_target_version {}\nvendor_id 4098\ndevice_id {}\nlocation_id {}\n"
                          "domain 0\ndrm_render_minor {}\nunique_id {}\n",
                          gpu.target, gpu.device_id, location.value_or(bus << 8),
                          gpu.render.value_or(0), gpu.unique_id));
        write(folder + "mem_banks/0/properties",
              fmt::format("heap_type 1\nsize_in_bytes {}\nflags 0\nwidth 384\nmem_clk_max 1249\n",
                          gpu.bank_bytes));
    }

private:
    inline static const std::string kNodes = "sys/devices/virtual/kfd/kfd/topology/nodes/";

    void add_device(const TreeGpu& gpu, const std::string& folder) {
        write(folder + "vendor", "0x1002\n");
        write(folder + "device", fmt::format("0x{:04x}\n", gpu.device_id));
        write(folder + "revision", fmt::format("0x{:02x}\n", gpu.revision));
        write(folder + "class", "0x030000\n");
        std::string uevent;
        if (!gpu.driver.empty()) uevent += fmt::format("DRIVER={}\n", gpu.driver);
        uevent += fmt::format(
            "PCI_CLASS=30000\nPCI_ID=1002:{:04X}\nPCI_SUBSYS_ID=1DA2:E471\n"
            "PCI_SLOT_NAME={}\n",
            gpu.device_id, gpu.pci);
        write(folder + "uevent", uevent);
        write(folder + "power/runtime_status", "active\n");
        if (gpu.driver != "amdgpu") return;
        write(folder + "mem_info_vram_total", fmt::format("{}\n", gpu.vram_total));
        write(folder + "mem_info_vram_used", fmt::format("{}\n", gpu.vram_used));
        write(folder + "mem_info_gtt_total", fmt::format("{}\n", gpu.gtt_total));
        write(folder + "mem_info_gtt_used", fmt::format("{}\n", gpu.gtt_used));
        write(folder + "gpu_busy_percent", "3\n");
        write(folder + "current_link_speed", "16.0 GT/s PCIe\n");
        write(folder + "current_link_width", "16\n");
        const auto sensors = folder + "hwmon/hwmon5/";
        write(sensors + "name", "amdgpu\n");
        write(sensors + "temp1_input", "53000\n");
        write(sensors + "temp1_label", "edge\n");
        write(sensors + "power1_average", "68000000\n");
        if (gpu.integrated) {
            write(sensors + "in1_label", "vddnb\n");
        } else {
            write(folder + "board_info", "type : cem\n");
            write(folder + "mem_busy_percent", "0\n");
            write(sensors + "fan1_input", "0\n");
            if (gpu.unique_id != 0) {
                write(folder + "unique_id", fmt::format("{:016x}\n", gpu.unique_id));
            }
        }
    }

    void add_minor(const std::string& folder, const std::string& name) {
        std::filesystem::create_directories(at(folder + "drm/" + name));
        link(folder + "drm/" + name + "/device", "../..");
        link("sys/class/drm/" + name, "../../../" + folder + "drm/" + name);
        write("dev/dri/" + name, "");
    }

    std::filesystem::path root_;
};

}  // namespace test_support
