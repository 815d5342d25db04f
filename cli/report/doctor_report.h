// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/draw_style.h"

#include <inference/rocm/doctor.h>

#include <nlohmann/json.hpp>

#include <span>
#include <string>

namespace rocinfer_cli {

/// A line for each check, its remedy below it, and what it comes to.
std::string doctor_text(std::span<const inference::rocm::DoctorCheck> checks,
                        const DrawStyle& style);
nlohmann::ordered_json doctor_json(std::span<const inference::rocm::DoctorCheck> checks);
bool has_failure(std::span<const inference::rocm::DoctorCheck> checks);

}  // namespace rocinfer_cli
