// SPDX-License-Identifier: EUPL-1.2
// Arbitrary bytes in every file of a machine's tree. The input is a list of edits: the number of a
// file (255: all of them), a length of two bytes, the bytes.
#include "../tests/support/gpu_tree.h"

#include <inference/rocm/gpus.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace inference::rocm;

/// Two GPUs, a card of another driver and a partition, with a process that uses them.
class Machine {
public:
    Machine() {
        test_support::TreeGpu card;
        card.unique_id = 0x4ad1ed0ac407c708;
        tree_.add(card);
        test_support::TreeGpu integrated;
        integrated.pci = "0000:10:00.0";
        integrated.device_id = 0x13c0;
        integrated.target = 100306;
        integrated.card = 1;
        integrated.render = 129;
        integrated.node = 2;
        integrated.integrated = true;
        integrated.bank_bytes = integrated.gtt_total;
        tree_.add(integrated);
        test_support::TreeGpu passed;
        passed.pci = "0000:20:00.0";
        passed.driver = "vfio-pci";
        passed.card = passed.render = passed.node = std::nullopt;
        tree_.add(passed);
        card.card = 2;
        card.render = 130;
        card.node = 3;
        tree_.add_partition(card, 1, 0x301);
        tree_.write("proc/7/fdinfo/3",
                    "drm-driver:\tamdgpu\ndrm-pdev:\t0000:03:00.0\n"
                    "drm-client-id:\t1\ndrm-memory-vram:\t1024 KiB\n");
        tree_.write("sys/devices/virtual/kfd/kfd/proc/7/vram_1001", "1048576\n");
        tree_.write("proc/meminfo", "MemAvailable:  1000000 kB\n");
        tree_.write("etc/group", "render:x:992:\n");
        tree_.write("usr/share/libdrm/amdgpu.ids", "744C,\tC8,\tAMD Radeon\n");
        tree_.write("faults.json", R"({"s": {"dev/kfd": {"open": "EACCES", "gid": 992}}})");
        for (const auto& entry : std::filesystem::recursive_directory_iterator(tree_.path())) {
            if (!entry.is_regular_file() || entry.is_symlink()) continue;
            files_.push_back(std::filesystem::relative(entry.path(), tree_.path()).string());
        }
        std::ranges::sort(files_);
        for (const auto& file : files_) {
            std::ifstream in(tree_.at(file), std::ios::binary);
            contents_[file] = {std::istreambuf_iterator<char>(in), {}};
        }
    }

    void put(std::size_t number, std::string_view bytes) {
        for (std::size_t i = 0; i < files_.size(); ++i) {
            if (number != 255 && i != number % files_.size()) continue;
            tree_.write(files_[i], bytes);
            changed_[files_[i]] = true;
        }
    }
    void restore() {
        for (const auto& [file, is_changed] : changed_)
            tree_.write(file, contents_[file]);
        changed_.clear();
    }
    std::string path() const { return tree_.path(); }

private:
    test_support::GpuTree tree_;
    std::vector<std::string> files_;
    std::map<std::string, std::string> contents_;
    std::map<std::string, bool> changed_;
};

void require(bool holds) {
    if (!holds) std::abort();
}

void use(const std::string& root) {
    GpuEnvironment environment;
    environment.rocr_visible_devices = "0,1,2";
    environment.gfx_override_by_node[2] = "10.3.0";
    const auto inventory = read_gpus(root, environment);
    if (!inventory) return;
    const auto verdicts = assess_gpus(*inventory);
    require(verdicts.size() == inventory->gpus.size());
    for (auto gpu : inventory->gpus) {
        if (gpu.vram.free()) require(*gpu.vram.free() <= *gpu.vram.total);
        require(!gpu.name.empty());
        (void)vram_info(*inventory, gpu);
        (void)process_memory(root, 7, gpu);
        refresh(root, gpu);
    }
    for (const auto* wanted : {"", "0", "0000:10:00.0", "radeon", "GPU-4"}) {
        const auto choice = choose_gpu(*inventory, wanted);
        if (!choice) {
            require(!choice.error().message.empty());
            continue;
        }
        require(verdicts[choice->index].usable);
        require(!choice->set.at(0).second.empty());
        require(choice->set.at(1).second == "0");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Machine machine;
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    while (rest.size() >= 3) {
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(rest[at]); };
        const auto number = static_cast<std::size_t>(byte(0));
        const auto length = static_cast<std::size_t>(byte(1)) | static_cast<std::size_t>(byte(2))
                                                                    << 8;
        rest.remove_prefix(3);
        const auto bytes = rest.substr(0, length);
        rest.remove_prefix(bytes.size());
        machine.put(number, bytes);
    }
    use(machine.path());
    use(machine.path() + "#s");
    machine.restore();
    return 0;
}
