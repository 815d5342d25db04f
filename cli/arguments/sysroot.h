// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace rocinfer_cli {

/// --sysroot DIR, else ROCINFER_SYSROOT, else "/".
inline void add_sysroot_argument(CLI::App& command, std::string& sysroot) {
    sysroot = "/";
    command
        .add_option("--sysroot", sysroot,
                    "Look at the machine below this folder; DIR#NAME plays a scenario of its "
                    "faults.json")
        ->type_name("DIR")
        ->envname("ROCINFER_SYSROOT");
}

}  // namespace rocinfer_cli
