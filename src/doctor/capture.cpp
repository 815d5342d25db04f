// SPDX-License-Identifier: EUPL-1.2
#include "base/errno_text.h"
#include "gpu/file_tree.h"
#include "gpu/text.h"

#include <inference/rocm/doctor.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

namespace inference::doctor {
namespace {

namespace fs = std::filesystem;
using gpu::FileTree;
using gpu::Folder;
using gpu::numbered;
using gpu::OrErrno;

// What examine() and read_gpus() read of a device folder; link speed and sensors only if awake.
constexpr std::array kDeviceFiles{"vendor",
                                  "device",
                                  "revision",
                                  "class",
                                  "uevent",
                                  "subsystem_vendor",
                                  "subsystem_device",
                                  "boot_vga",
                                  "board_info",
                                  "product_name",
                                  "unique_id",
                                  "mem_info_vram_total",
                                  "mem_info_vram_used",
                                  "mem_info_vis_vram_total",
                                  "mem_info_vis_vram_used",
                                  "mem_info_gtt_total",
                                  "mem_info_gtt_used",
                                  "mem_info_vram_vendor",
                                  "power/runtime_status",
                                  "power/control",
                                  "current_compute_partition",
                                  "current_memory_partition",
                                  "ip_discovery/die/0/GC/0/major",
                                  "ip_discovery/die/0/GC/0/minor",
                                  "ip_discovery/die/0/GC/0/revision",
                                  "fw_version/me_fw_version",
                                  "fw_version/mec_fw_version",
                                  "fw_version/pfp_fw_version",
                                  "fw_version/rlc_fw_version",
                                  "fw_version/sdma_fw_version",
                                  "fw_version/smc_fw_version",
                                  "fw_version/mes_fw_version",
                                  "fw_version/imu_fw_version"};
constexpr std::array kAwakeFiles{"current_link_speed", "current_link_width", "gpu_busy_percent",
                                 "mem_busy_percent",   "pp_dpm_sclk",        "pp_dpm_mclk"};
constexpr std::array kSensorFiles{
    "name",        "temp1_input",    "temp1_label",  "temp2_input",  "temp2_label", "temp3_input",
    "temp3_label", "power1_average", "power1_input", "power1_label", "power1_cap",  "fan1_input",
    "freq1_input", "freq1_label",    "freq2_input",  "freq2_label",  "in0_label",   "in1_label"};
// A machine's id, its user's name and its addresses are in none of these.
constexpr std::array kMachineFiles{"proc/meminfo",
                                   "proc/sys/kernel/osrelease",
                                   "etc/os-release",
                                   "sys/module/amdgpu/version",
                                   "sys/module/amdgpu/srcversion",
                                   "sys/module/ttm/parameters/pages_limit"};

std::string_view name_of(int error) {
    switch (error) {
        case EPERM:
            return "EPERM";
        case EACCES:
            return "EACCES";
        case EBUSY:
            return "EBUSY";
        case EINVAL:
            return "EINVAL";
        case EIO:
            return "EIO";
        case ENODEV:
            return "ENODEV";
        case ENXIO:
            return "ENXIO";
        case ENOMEM:
            return "ENOMEM";
        case EOPNOTSUPP:
            return "EOPNOTSUPP";
        default:
            return {};
    }
}

class Capture {
public:
    Capture(const FileTree& tree, fs::path target, bool with_serials)
        : tree_(tree), target_(std::move(target)), with_serials_(with_serials) {}

    Result<rocm::Captured> run() {
        for (const auto* file : kMachineFiles)
            copy(file);
        copy_topology();
        copy_cards();
        copy_pci_devices();
        if (tree_.real_path("sys/bus/pci/drivers/amdgpu")) folder("sys/bus/pci/drivers/amdgpu");
        copy_device_file("dev/kfd", true);
        copy_groups();
        write_faults();
        if (!failed_.empty()) return fail(ErrorCode::io, "doctor: can't write " + failed_);
        return captured_;
    }

private:
    void write(const std::string& path, std::string_view text) {
        std::error_code error;
        fs::create_directories((target_ / path).parent_path(), error);
        std::ofstream file(target_ / path, std::ios::binary);
        file << text;
        if (!file.flush()) failed_ = (target_ / path).string();
    }

    void folder(const std::string& path) {
        std::error_code error;
        fs::create_directories(target_ / path, error);
    }

    void link(const std::string& path, const std::string& real) {
        const fs::path at(path);
        std::error_code error;
        fs::create_directories((target_ / at).parent_path(), error);
        fs::create_symlink(fs::path(real).lexically_relative(at.parent_path()), target_ / at,
                           error);
        if (error && error != std::errc::file_exists) failed_ = (target_ / at).string();
        ++captured_.links;
    }

    /// Whether there is such a file at all.
    bool copy(const std::string& path) {
        const auto text = tree_.read(path);
        if (!text) {
            const auto name = name_of(text.error());
            if (name.empty()) return false;
            faults_[path]["read"] = name;
            captured_.unreadable.push_back(
                fmt::format("{}: {}", path, base::errno_text(text.error())));
            write(path, "");
            return true;
        }
        write(path, with_serials_ ? *text : without_serials(path, *text));
        ++captured_.files;
        return true;
    }

    /// The GPUs stay apart, but nobody can tell whose they are.
    std::string stand_in(std::uint64_t id) {
        const auto [entry, is_new] = serials_.try_emplace(id, serials_.size() + 1);
        return fmt::format("{:016x}", 0xcafe000000000000U + entry->second);
    }

    std::string without_serials(std::string_view path, const std::string& text) {
        if (path.ends_with("/unique_id")) {
            const auto id = gpu::parse_hex(text);
            return id && *id != 0 ? stand_in(*id) + "\n" : text;
        }
        constexpr std::string_view kKey = "unique_id ";
        const auto at = text.find(kKey);
        if (!path.ends_with("/properties") || at == std::string::npos) return text;
        const auto begin = at + kKey.size();
        const auto end = std::min(text.find('\n', begin), text.size());
        const auto id = gpu::parse_u64(std::string_view(text).substr(begin, end - begin));
        if (!id || *id == 0) return text;
        return text.substr(0, begin) + fmt::format("{}", *gpu::parse_hex(stand_in(*id))) +
               text.substr(end);
    }

    void copy_topology() {
        const auto root = tree_.real_path("sys/class/kfd/kfd");
        if (!root) return;
        link("sys/class/kfd/kfd", *root);
        copy(*root + "/topology/generation_id");
        const auto names = tree_.list(*root + "/topology/nodes");
        if (!names) return;
        for (const auto& name : *names) {
            if (!numbered(name, "")) continue;
            const auto node = *root + "/topology/nodes/" + name;
            for (const auto* file : {"gpu_id", "name", "properties"}) {
                copy(fmt::format("{}/{}", node, file));
            }
            const auto banks = tree_.list(node + "/mem_banks");
            if (!banks) continue;
            for (const auto& bank : *banks) {
                copy(fmt::format("{}/mem_banks/{}/properties", node, bank));
            }
        }
    }

    void copy_device(const std::string& device) {
        if (!devices_.insert(device).second) return;
        const auto place = tree_.folder(device);
        if (!place) return;
        for (const auto* file : kDeviceFiles)
            copy_resolved(device, file);
        if (const auto driver = place->link("driver")) {
            const auto name = fs::path(*driver).filename().string();
            folder("sys/bus/pci/drivers/" + name);
            link(device + "/driver", "sys/bus/pci/drivers/" + name);
        }
        const auto status = tree_.read(device + "/power/runtime_status");
        if (status && gpu::trim(*status).starts_with("suspend")) return;  // do not wake it
        for (const auto* file : kAwakeFiles)
            copy_resolved(device, file);
        const auto sensors = tree_.list(device + "/hwmon");
        if (!sensors) return;
        for (const auto& name : *sensors) {
            for (const auto* file : kSensorFiles) {
                copy(fmt::format("{}/hwmon/{}/{}", device, name, file));
            }
        }
    }

    /// Where a folder on the way is a link (ip_discovery/…/GC), the copy has a folder.
    void copy_resolved(const std::string& device, const std::string& file) {
        copy(device + "/" + file);
    }

    void copy_cards() {
        const auto names = tree_.list("sys/class/drm");
        if (!names) return;
        for (const auto& name : *names) {
            if (!numbered(name, "card") && !numbered(name, "renderD")) continue;
            const auto device = tree_.real_path(fmt::format("sys/class/drm/{}/device", name));
            const auto minor = tree_.real_path(fmt::format("sys/class/drm/{}", name));
            if (!device || !minor) continue;
            folder(*minor);
            link("sys/class/drm/" + name, *minor);
            link(*minor + "/device", *device);
            copy_device(*device);
            copy_device_file("dev/dri/" + name, false);
        }
    }

    void copy_pci_devices() {
        const auto names = tree_.list("sys/bus/pci/devices");
        if (!names) return;
        for (const auto& name : *names) {
            const auto kind = tree_.read(fmt::format("sys/bus/pci/devices/{}/class", name));
            const auto number = kind ? gpu::parse_hex(*kind) : std::nullopt;
            if (!number || (*number >> 16 != 0x03 && *number >> 16 != 0x12)) continue;
            const auto device = tree_.real_path("sys/bus/pci/devices/" + name);
            if (!device) continue;
            link("sys/bus/pci/devices/" + name, *device);
            copy_device(*device);
        }
    }

    void copy_device_file(const std::string& path, bool open_it) {
        const auto access = tree_.device_access(path, open_it);
        if (access.error == ENOENT) return;
        write(path, "");
        if (access.group_id) groups_[access.group] = *access.group_id;
        if (access.ok()) return;
        const auto name = name_of(access.error);
        if (name.empty()) return;
        faults_[path]["open"] = name;
        if (access.group_id) faults_[path]["gid"] = *access.group_id;
        captured_.unreadable.push_back(fmt::format("{}: {}", path, base::errno_text(access.error)));
    }

    void copy_groups() {
        std::string text;
        for (const auto& [name, id] : groups_) {
            if (!name.empty()) text += fmt::format("{}:x:{}:\n", name, id);
        }
        if (!text.empty()) write("etc/group", text);
    }

    void write_faults() {
        if (faults_.empty()) return;
        const nlohmann::ordered_json all{{"captured", faults_}};
        write("faults.json", all.dump(1) + "\n");
    }

    const FileTree& tree_;
    const fs::path target_;
    const bool with_serials_;
    rocm::Captured captured_;
    std::set<std::string> devices_;
    std::map<std::uint64_t, std::uint64_t> serials_;
    std::map<std::string, std::uint32_t> groups_;
    nlohmann::ordered_json faults_ = nlohmann::ordered_json::object();
    std::string failed_;
};

}  // namespace
}  // namespace inference::doctor

namespace inference::rocm {

Result<Captured> capture_machine(const std::string& folder, const CaptureOptions& options) {
    const auto tree = gpu::FileTree::open(options.sysroot);
    if (!tree) return std::unexpected(tree.error());
    std::error_code error;
    const auto where = std::filesystem::absolute(folder, error);
    if (folder.empty() || error) {
        return fail(ErrorCode::invalid_argument, "doctor: give a folder to capture into");
    }
    std::filesystem::create_directories(where, error);
    const bool empty = !error && std::filesystem::is_empty(where, error);
    if (error) {
        return fail(ErrorCode::io, fmt::format("doctor: can't make the folder {}: {}", folder,
                                               base::errno_text(error)));
    }
    if (!empty) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("doctor: the folder {} is not empty; give a new one", folder));
    }
    return doctor::Capture(*tree, where, options.with_serial_numbers).run();
}

}  // namespace inference::rocm
