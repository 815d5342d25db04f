// SPDX-License-Identifier: EUPL-1.2
#include "arguments/sysroot.h"
#include "commands/commands.h"
#include "commands/doctor_report.h"
#include "model/process_console.h"
#include "terminal/standard_output.h"
#include "terminal/table.h"

#include <fmt/format.h>

#include <memory>
#include <string>

namespace rocinfer_cli {
namespace {

constexpr const char* kDoctorFooter =
    "Examples:\n"
    "  rocinfer doctor\n"
    "  rocinfer doctor --capture this-machine";

struct DoctorArguments {
    std::string sysroot;
    std::string capture;
    bool json = false;
    bool serials = false;
};

int capture(const DoctorArguments& arguments, const Console& console) {
    const auto captured = inference::rocm::capture_machine(
        arguments.capture,
        {.sysroot = arguments.sysroot, .with_serial_numbers = arguments.serials});
    if (!captured) {
        console.err.write(fmt::format("rocinfer: {}\n", printable(captured.error().message)));
        return captured.error().code == inference::ErrorCode::invalid_argument ? kUsage : kFailure;
    }
    for (const auto& file : captured->unreadable) {
        console.err.write(
            fmt::format("rocinfer: not readable, noted in faults.json: {}\n", printable(file)));
    }
    console.out.write(
        fmt::format("{} files and {} links in {}\nreplay it: rocinfer gpus --sysroot '{}{}'\n",
                    captured->files, captured->links, arguments.capture, arguments.capture,
                    captured->unreadable.empty() ? "" : "#captured"));
    return kOk;
}

int examine(const DoctorArguments& arguments, const Console& console) {
    const auto checks =
        inference::rocm::examine({.sysroot = arguments.sysroot, .ask_server = true});
    if (!checks) {
        console.err.write(fmt::format("rocinfer: {}\n", printable(checks.error().message)));
        return kFailure;
    }
    if (arguments.json) {
        console.out.write(
            doctor_json(*checks).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) +
            "\n");
    } else {
        const DrawStyle style{console.unicode, console.colour && console.out_is_terminal, 80};
        console.out.write(doctor_text(*checks, style));
    }
    Status status(console, false);
    return unless_lost(has_failure(*checks) ? kFailure : kOk, console.out, status);
}

}  // namespace

void add_doctor_command(CLI::App& app, int& exit_code) {
    auto arguments = std::make_shared<DoctorArguments>();
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
    command->callback([arguments, &exit_code] {
        const ProcessConsole process;
        exit_code = arguments->capture.empty() ? examine(*arguments, process.console())
                                               : capture(*arguments, process.console());
    });
}

}  // namespace rocinfer_cli
