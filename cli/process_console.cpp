// SPDX-License-Identifier: EUPL-1.2
#include "process_console.h"

#include <charconv>
#include <cstdlib>
#include <initializer_list>
#include <langinfo.h>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace rocinfer_cli {
namespace {

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

int terminal_width() {
    for (const int fd : {STDERR_FILENO, STDOUT_FILENO}) {
        winsize size{};
        if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    }
    const std::string_view columns = variable("COLUMNS");
    int width = 0;
    std::from_chars(columns.data(), columns.data() + columns.size(), width);
    return width > 0 ? width : 80;
}

}  // namespace

ProcessConsole::ProcessConsole()
    : in_(STDIN_FILENO, interrupts_.wake_fd()),
      out_(STDOUT_FILENO, interrupts_.wake_fd()),
      err_(STDERR_FILENO),
      console_{.in = in_, .out = out_, .err = err_} {
    const std::string_view term = variable("TERM");
    const bool dumb = term.empty() || term == "dumb";
    console_.in_is_terminal = ::isatty(STDIN_FILENO) == 1;
    console_.out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
    console_.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
    console_.can_redraw = console_.err_is_terminal && !dumb;
    console_.colour = console_.can_redraw && variable("NO_COLOR").empty();
    console_.unicode = std::string_view(::nl_langinfo(CODESET)) == "UTF-8";
    console_.width = terminal_width;
}

CommandContext ProcessConsole::context() {
    return {.console = console_,
            .registry = inference::registry(),
            .interrupts = interrupts_,
            .bundled = bundled_model_places()};
}

}  // namespace rocinfer_cli
