// SPDX-License-Identifier: EUPL-1.2
#include "commands/doctor.h"

#include "arguments/sysroot.h"
#include "commands/commands.h"
#include "report/doctor_report.h"
#include "report/model_json.h"
#include "terminal/draw_style.h"
#include "terminal/lost_output.h"
#include "terminal/status.h"

#include <inference/registry.h>
#include <inference/rocm/backend.h>

#include <fmt/format.h>

#include <memory>
#include <string>

namespace rocinfer_cli {
namespace {

constexpr const char* kDoctorFooter =
    "Examples:\n"
    "  rocinfer doctor\n"
    "  rocinfer doctor --capture this-machine";

int capture(const DoctorRequest& arguments, const CommandContext& around, Status& status) {
    const auto captured = inference::rocm::capture_machine(
        arguments.capture,
        {.sysroot = arguments.sysroot, .with_serial_numbers = arguments.serials});
    if (!captured) return report_failure(captured.error(), around, status);
    for (const auto& file : captured->unreadable)
        status.note("not readable, noted in faults.json: " + file);
    around.console.out.write(
        fmt::format("{} files and {} links in {}\nreplay it: rocinfer gpus --sysroot '{}{}'\n",
                    captured->files, captured->links, arguments.capture, arguments.capture,
                    captured->unreadable.empty() ? "" : "#captured"));
    return kOk;
}

int examine(const DoctorRequest& arguments, const CommandContext& around, Status& status) {
    auto checks = inference::rocm::examine({.sysroot = arguments.sysroot, .ask_server = true});
    if (!checks) return report_failure(checks.error(), around, status);
    inference::Registry registry;
    inference::rocm::register_backend(registry, arguments.sysroot);
    if (auto chosen = chosen_backend(registry); !chosen.empty()) {
        checks->push_back({"backend",
                           inference::rocm::DoctorCheck::Outcome::ok,
                           "models are loaded by " + chosen,
                           {}});
    }
    around.console.out.write(arguments.json ? to_text(doctor_json(*checks))
                                            : doctor_text(*checks, draw_style(around.console)));
    return has_failure(*checks) ? kFailure : kOk;
}

}  // namespace

int doctor(const DoctorRequest& arguments, const CommandContext& around) {
    Status status(around.console, false);
    const int code = arguments.capture.empty() ? examine(arguments, around, status)
                                               : capture(arguments, around, status);
    return unless_lost(code, around.console.out, status);
}

void add_doctor_command(CLI::App& app, const CommandContext& around, int& exit_code) {
    auto arguments = std::make_shared<DoctorRequest>();
    CLI::App* const command = app.add_subcommand(
        "doctor", "Examine what running models on the GPU depends on; exit 1 on a failure");
    command->footer(kDoctorFooter);
    auto* const json =
        command->add_flag("--json", arguments->json, "Print everything as one JSON object");
    auto* const into =
        command
            ->add_option("--capture", arguments->capture,
                         "Copy what describes this machine into a new folder, for --sysroot")
            ->type_name("DIR")
            ->excludes(json);
    command
        ->add_flag("--with-serial-numbers", arguments->serials,
                   "With --capture: keep the GPUs' unique ids")
        ->needs(into);
    add_sysroot_argument(*command, arguments->sysroot);
    command->callback([arguments, &around, &exit_code] { exit_code = doctor(*arguments, around); });
}

}  // namespace rocinfer_cli
