// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/rocm/gpus.h>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace rocinfer_cli {

/// The machine's GPUs and what would be done with them.
struct GpuReport {
    inference::rocm::GpuInventory inventory;
    std::vector<inference::rocm::GpuVerdict> verdicts;  ///< one a GPU
    inference::Result<inference::rocm::GpuChoice> choice;

    bool is_chosen(std::size_t index) const { return choice && choice->index == index; }
    /// Why this one is used or not, in words.
    std::string reason(std::size_t index) const;
};

/// Reads the machine below `sysroot` with this process' environment.
inference::Result<GpuReport> read_gpu_report(const std::string& sysroot, std::string_view wanted);

/// An object with the array `gpus`; what is not known is null.
nlohmann::ordered_json to_json(const GpuReport& report);

}  // namespace rocinfer_cli
