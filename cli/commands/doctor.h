// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/open_model.h"

#include <string>

namespace rocinfer_cli {

struct DoctorRequest {
    std::string sysroot;
    std::string capture;
    bool json = false;
    bool serials = false;
};

/// Examines the machine, or captures it; returns the exit code: 1 on a failure.
int doctor(const DoctorRequest& arguments, const CommandContext& around);

}  // namespace rocinfer_cli
