// SPDX-License-Identifier: EUPL-1.2
#include "terminal/status.h"

#include "terminal/utf8.h"
#include "terminal/width.h"

#include <algorithm>
#include <vector>

namespace rocinfer_cli {
namespace {

constexpr std::size_t kDetailLines = 12;
constexpr auto kDrawEvery = std::chrono::milliseconds(50);

std::vector<std::string_view> last_lines(std::string_view text, std::size_t count) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto at = text.find('\n');
        const std::string_view line = text.substr(0, at);
        if (!line.empty()) lines.push_back(line);
        text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    }
    if (lines.size() > count) lines.erase(lines.begin(), lines.end() - static_cast<long>(count));
    return lines;
}

}  // namespace

void Status::write_line(std::string_view lead, Colour colour, std::string_view text) {
    std::string_view code;
    if (console_.colour && colour == Colour::dim) code = "\x1b[2m";
    if (console_.colour && colour == Colour::yellow) code = "\x1b[33m";
    if (console_.colour && colour == Colour::red) code = "\x1b[31m";
    std::string body = console_.err_is_terminal ? laid_out(lead, text) : std::string(text) + "\n";
    std::string line;
    line += code;
    line += lead;
    // A note's colour covers all of it, a warning's and an error's only the lead.
    if (!code.empty() && colour != Colour::dim) line += "\x1b[0m";
    body.pop_back();
    line += body;
    if (!code.empty() && colour == Colour::dim) line += "\x1b[0m";
    line += '\n';
    clear_locked();
    console_.err.write(line);
}

// What follows the lead, each line broken at words: the first with room for the lead before it.
std::string Status::laid_out(std::string_view lead, std::string_view text) const {
    const std::string safe = terminal_safe(text);
    const std::string_view all = safe;
    const std::string_view first = all.substr(0, all.find('\n'));
    // The last column stays free: some terminals wrap as soon as it is written.
    const auto width = static_cast<std::size_t>(std::max(console_.width() - 1, 1));
    std::string result = wrapped(lead, first, width).substr(lead.size());
    if (first.size() < all.size()) result += wrapped_lines(all.substr(first.size() + 1), width);
    return result;
}

void Status::note(std::string_view text) {
    if (quiet_) return;
    const std::scoped_lock lock(mutex_);
    write_line("rocinfer: ", Colour::dim, text);
}

void Status::aside(std::string_view text) {
    if (quiet_) return;
    const std::scoped_lock lock(mutex_);
    write_line("", Colour::dim, text);
}

void Status::warning(std::string_view text) {
    const std::scoped_lock lock(mutex_);
    write_line("rocinfer: warning: ", Colour::yellow, text);
}

void Status::error(const inference::Error& error) {
    const std::scoped_lock lock(mutex_);
    write_line("rocinfer: ", Colour::red, error.message);
    for (const std::string_view line : last_lines(error.detail, kDetailLines))
        write_line("    ", Colour::dim, line);
}

void Status::error(std::string_view message) {
    const std::scoped_lock lock(mutex_);
    write_line("rocinfer: ", Colour::red, message);
}

void Status::log(std::string_view line) {
    const std::scoped_lock lock(mutex_);
    write_line("engine: ", Colour::dim, line);
}

void Status::progress(const ProgressLine& line) {
    if (quiet_ || !console_.can_redraw) return;
    const std::scoped_lock lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (drawn_ && now - drawn_at_ < kDrawEvery) return;
    drawn_at_ = now;
    drawn_ = true;
    console_.err.write("\r\x1b[K" + render(line, console_.width(), console_.unicode));
}

void Status::clear() {
    const std::scoped_lock lock(mutex_);
    clear_locked();
}

void Status::clear_locked() {
    if (!drawn_) return;
    drawn_ = false;
    console_.err.write("\r\x1b[K");
}

}  // namespace rocinfer_cli
