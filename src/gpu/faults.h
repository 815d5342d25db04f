// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace inference::gpu {

/// What a file of a captured tree is to do instead of what it does.
struct Fault {
    int open_error = 0;  ///< errno of open()
    int read_error = 0;  ///< errno of read()
    std::optional<std::string> content;
    std::optional<std::uint32_t> group_id;  ///< owner of a device file
};

/// By path inside the tree, links resolved, without a leading slash.
using Faults = std::map<std::string, Fault, std::less<>>;

/// One scenario of a faults.json:
///
///     { "NAME": { "dev/kfd": { "open": "EACCES", "gid": 992 },
///                 "sys/…/gpu_busy_percent": { "read": "EBUSY" },
///                 "sys/…/power/runtime_status": { "content": "suspended\n" } } }
Result<Faults> parse_faults(std::string_view json, std::string_view scenario);

}  // namespace inference::gpu
