// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/launch/find_server.h"

#include <inference/environment.h>
#include <inference/error.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// A device as llama-server --list-devices has it. The CPU is never among them.
struct ListedDevice {
    std::string line;  ///< whole: "Vulkan0: AMD Radeon RX 7800 XT (RADV NAVI32) (16368 MiB, …)"
    std::string name;  ///< "Vulkan0", for --device
    std::string description;        ///< "AMD Radeon RX 7800 XT (RADV NAVI32)"
    std::uint64_t total_bytes = 0;  ///< 0 = not told
    friend bool operator==(const ListedDevice&, const ListedDevice&) = default;
};

std::vector<ListedDevice> parse_devices(std::string_view output);

/// Asks a server for its devices, which takes up to some seconds where drivers start. `rocr_mask`
/// is the ROCR_VISIBLE_DEVICES that it gets; empty = the host's own. Errors: as Child::spawn, and
/// `start_failed`.
Result<std::vector<ListedDevice>> list_devices(const ServerBinary& binary, const Environment& host,
                                               const std::string& rocr_mask = {});

}  // namespace inference::llamacpp
