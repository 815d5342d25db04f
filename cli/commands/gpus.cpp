// SPDX-License-Identifier: EUPL-1.2
#include "commands/gpus.h"

#include "arguments/number_argument.h"
#include "arguments/sysroot.h"
#include "commands/commands.h"
#include "report/gpu_history.h"
#include "report/gpu_table.h"
#include "report/model_json.h"
#include "terminal/draw_style.h"
#include "terminal/live_view.h"
#include "terminal/lost_output.h"
#include "terminal/status.h"
#include "terminal/table.h"

#include <inference/registry.h>
#include <inference/rocm/backend.h>

#include <cmath>
#include <memory>
#include <poll.h>
#include <string>

namespace rocinfer_cli {
namespace {

constexpr const char* kGpusFooter =
    "Examples:\n"
    "  rocinfer gpus --watch\n"
    "  rocinfer gpus --json | jq '.gpus[] | select(.selected)'";

/// Until the time is over or an interrupt came.
void wait_for(double seconds, const Interrupts& interrupts) {
    pollfd wake{interrupts.wake_fd(), POLLIN, 0};
    ::poll(&wake, 1, static_cast<int>(std::lround(seconds * 1000)));
}

int watch(const GpusRequest& arguments, GpuReport report, const CommandContext& around) {
    const Console& console = around.console;
    around.interrupts.must_tidy();
    GpuHistory history(std::move(report), arguments.sysroot);
    LiveView view(console);
    for (int frame = 1;; ++frame) {
        view.draw(history.frame(draw_style(console)));
        if (console.out.closed() || console.out.error() != 0) break;
        if (arguments.count != 0 && frame >= arguments.count) break;
        wait_for(arguments.interval, around.interrupts);
        if (around.interrupts.interrupted()) break;
        history.update();
    }
    return around.interrupts.interrupted() ? around.interrupts.exit_code() : kOk;
}

// A machine without a GPU is an answer; one that was named and is not there was mistyped.
int exit_code_of(const GpusRequest& arguments, const GpuReport& report) {
    if (arguments.device.empty() || report.choice) return kOk;
    return report.choice.error().code == inference::ErrorCode::not_found ? kUsage : kFailure;
}

}  // namespace

int gpus(const GpusRequest& arguments, const CommandContext& around) {
    const Console& console = around.console;
    Status status(console, false);
    auto report = read_gpu_report(arguments.sysroot, arguments.device);
    if (!report) return report_failure(report.error(), around, status);
    if (arguments.watch)
        return unless_lost(watch(arguments, std::move(*report), around), console.out, status);
    if (arguments.json) {
        console.out.write(to_text(to_json(*report)));
    } else {
        console.out.write(gpu_table(*report, draw_style(console)));
        inference::Registry registry;
        inference::rocm::register_backend(registry, arguments.sysroot);
        if (const auto chosen = chosen_backend(registry); !chosen.empty())
            console.out.write("models are loaded by " + printable(chosen) + "\n");
    }
    return unless_lost(exit_code_of(arguments, *report), console.out, status);
}

void add_gpus_command(CLI::App& app, const CommandContext& around, int& exit_code) {
    auto arguments = std::make_shared<GpusRequest>();
    CLI::App* const command =
        app.add_subcommand("gpus", "Show the AMD GPUs, their memory and which one is used");
    command->footer(kGpusFooter);
    command
        ->add_option("--device", arguments->device,
                     "The GPU to use: its index, PCI address, UUID or a part of its name")
        ->type_name("GPU");
    command->add_flag("--json", arguments->json, "Print everything as one JSON object");
    auto* watch_flag = command->add_flag(
        "--watch", arguments->watch, "Draw again and again, with a short history; Ctrl-C ends it");
    watch_flag->excludes("--json");
    add_number(*command, "--interval", arguments->interval, "Seconds between two drawings", "S")
        ->check(CLI::Range(0.05, 3600.0))
        ->capture_default_str();
    add_number(*command, "--count", arguments->count, "Drawings; 0 = no end", "N")
        ->check(CLI::Range(0, 1'000'000'000))
        ->capture_default_str();
    add_sysroot_argument(*command, arguments->sysroot);
    command->callback([arguments, &around, &exit_code] { exit_code = gpus(*arguments, around); });
}

}  // namespace rocinfer_cli
