// SPDX-License-Identifier: EUPL-1.2
#include "doctor/checks.h"

#include <algorithm>
#include <iterator>

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
    return "failure";
}

Result<std::vector<DoctorCheck>> examine(const DoctorOptions& options) {
    const auto environment = Environment::of_process();
    auto gpus = read_gpus(options.sysroot, GpuEnvironment::from(environment));
    if (!gpus) return std::unexpected(std::move(gpus.error()));
    const auto machine = doctor::gather_machine(options.sysroot, environment, std::move(*gpus));
    std::optional<doctor::ServerFacts> server;
    if (options.ask_server) {
        // Another machine's GPU can't be shown to this machine's engine.
        const auto choice = choose_gpu(machine.gpus);
        const bool ours = options.sysroot.empty() || options.sysroot == "/";
        server = doctor::gather_server(environment,
                                       choice && ours ? choice->rocr_visible_devices : "", ours);
    }

    doctor::Checks all;
    const auto add = [&](doctor::Checks checks) {
        std::ranges::move(checks, std::back_inserter(all));
    };
    add(doctor::check_kernel(machine));
    add(doctor::check_driver(machine));
    add(doctor::check_known_bad(machine));
    add(doctor::check_devices(machine, server ? &*server : nullptr));
    add(doctor::check_gpus(machine, server ? &*server : nullptr));
    if (server) add(doctor::check_server(machine, *server));
    add(doctor::check_environment(machine, environment));
    add(doctor::check_memory(machine));
    add(doctor::check_disk(machine));
    return all;
}

}  // namespace inference::rocm
