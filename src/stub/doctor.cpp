// SPDX-License-Identifier: EUPL-1.2
#include "stub/refusal.h"

#include <inference/rocm/doctor.h>

namespace inference::rocm {

std::string_view to_string(DoctorCheck::Outcome outcome) noexcept {
    switch (outcome) {
        case DoctorCheck::Outcome::ok:
            return "ok";
        case DoctorCheck::Outcome::warning:
            return "warning";
        case DoctorCheck::Outcome::failure:
            return "failure";
    }
    return "unknown";
}

Result<std::vector<DoctorCheck>> examine(const DoctorOptions&) {
    return stub::refusal("doctor");
}

Result<Captured> capture_machine(const std::string&, const CaptureOptions&) {
    return stub::refusal("doctor");
}

}  // namespace inference::rocm
