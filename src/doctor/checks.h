// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "doctor/facts.h"

#include <inference/rocm/doctor.h>

#include <string>
#include <vector>

namespace inference::doctor {

using Check = rocm::DoctorCheck;
using Checks = std::vector<Check>;

inline Check good(std::string subject, std::string finding) {
    return {std::move(subject), Check::Outcome::ok, std::move(finding), {}};
}
inline Check warning(std::string subject, std::string finding, std::string remedy) {
    return {std::move(subject), Check::Outcome::warning, std::move(finding), std::move(remedy)};
}
inline Check failure(std::string subject, std::string finding, std::string remedy) {
    return {std::move(subject), Check::Outcome::failure, std::move(finding), std::move(remedy)};
}

Checks check_kernel(const MachineFacts& machine);
Checks check_driver(const MachineFacts& machine);
/// Combinations of card, kernel, firmware and ROCm that people found not to work.
Checks check_known_bad(const MachineFacts& machine);
Checks check_devices(const MachineFacts& machine, const ServerFacts* server = nullptr);
Checks check_memory(const MachineFacts& machine);
Checks check_disk(const MachineFacts& machine);
Checks check_gpus(const MachineFacts& machine, const ServerFacts* server);
Checks check_server(const MachineFacts& machine, const ServerFacts& server);
Checks check_environment(const MachineFacts& machine, const Environment& environment);

}  // namespace inference::doctor
