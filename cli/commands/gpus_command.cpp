// SPDX-License-Identifier: EUPL-1.2
#include "arguments/number_argument.h"
#include "arguments/sysroot.h"
#include "commands/commands.h"
#include "commands/gpu_table.h"
#include "commands/live_view.h"
#include "model/process_console.h"
#include "terminal/standard_output.h"
#include "terminal/table.h"

#include <fmt/format.h>

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

struct GpusArguments {
    std::string sysroot;
    std::string device;
    bool json = false;
    bool watch = false;
    double interval = 0.5;
    int count = 0;
};

DrawStyle style_of(const Console& console) {
    DrawStyle style;
    style.unicode = console.unicode;
    style.colour = console.colour && console.out_is_terminal;
    style.width = console.out_is_terminal ? console.width() : 100;
    return style;
}

/// Until the time is over or an interrupt came.
void wait_for(double seconds, const Interrupts& interrupts) {
    pollfd wake{interrupts.wake_fd(), POLLIN, 0};
    ::poll(&wake, 1, static_cast<int>(std::lround(seconds * 1000)));
}

int watch(const GpusArguments& arguments, GpuReport report, ProcessConsole& process) {
    const Console& console = process.console();
    const bool redraw = console.out_is_terminal && console.can_redraw;
    LiveView view(std::move(report), arguments.sysroot);
    if (redraw) console.out.write("\x1b[?25l\x1b[2J");
    for (int frame = 1;; ++frame) {
        auto text = view.frame(style_of(console));
        if (redraw) {
            // Over the last one, line by line, so that nothing flickers.
            std::string drawn = "\x1b[H";
            for (const char c : text) {
                if (c == '\n') drawn += "\x1b[K";
                drawn += c;
            }
            text = drawn + "\x1b[J";
        }
        console.out.write(text);
        if (console.out.closed() || console.out.error() != 0) break;
        if (arguments.count != 0 && frame >= arguments.count) break;
        wait_for(arguments.interval, process.interrupts());
        if (process.interrupts().interrupted()) break;
        view.update();
    }
    if (redraw) console.out.write("\x1b[?25h");
    return process.interrupts().interrupted() ? process.interrupts().exit_code() : kOk;
}

int show(const GpusArguments& arguments, ProcessConsole& process) {
    const Console& console = process.console();
    auto report = read_gpu_report(arguments.sysroot, arguments.device);
    if (!report) {
        console.err.write(fmt::format("rocinfer: {}\n", printable(report.error().message)));
        return kFailure;
    }
    if (arguments.watch) return watch(arguments, std::move(*report), process);
    if (arguments.json) {
        console.out.write(
            to_json(*report).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
    } else {
        console.out.write(gpu_table(*report, style_of(console)));
    }
    // A GPU that was named and can't be had is a failure; a machine without one is an answer.
    const int code = arguments.device.empty() || report->choice ? kOk : kFailure;
    Status status(console, false);
    return unless_lost(code, console.out, status);
}

}  // namespace

void add_gpus_command(CLI::App& app, int& exit_code) {
    auto arguments = std::make_shared<GpusArguments>();
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
    command->callback([arguments, &exit_code] {
        ProcessConsole process;
        exit_code = show(*arguments, process);
    });
}

}  // namespace rocinfer_cli
