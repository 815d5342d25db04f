// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/console.h"
#include "terminal/progress_bar.h"

#include <inference/error.h>

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace rocinfer_cli {

/// What a person reads on stderr beside the answer: notes, warnings, errors and one progress line
/// that is drawn again and again and gone when anything else is written. Thread-safe.
class Status {
public:
    Status(const Console& console, bool quiet) : console_(console), quiet_(quiet) {}
    ~Status() { clear(); }
    Status(const Status&) = delete;
    Status& operator=(const Status&) = delete;

    /// "rocinfer: …"; nothing when quiet.
    void note(std::string_view text);
    /// Its own line as it is, in a subdued colour; nothing when quiet.
    void aside(std::string_view text);
    /// "rocinfer: warning: …"
    void warning(std::string_view text);
    /// "rocinfer: <message>", then the last lines of its detail, indented.
    void error(const inference::Error& error);
    void error(std::string_view message);
    /// A line of the engine's log.
    void log(std::string_view line);
    /// Draws the progress line; at most 20 times a second.
    void progress(const ProgressLine& line);
    /// Takes the progress line away.
    void clear();

private:
    enum class Colour { none, dim, yellow, red };
    void write_line(std::string_view lead, Colour colour, std::string_view text);
    std::string laid_out(std::string_view lead, std::string_view text) const;
    void clear_locked();

    const Console& console_;
    const bool quiet_;
    std::mutex mutex_;
    std::chrono::steady_clock::time_point drawn_at_{};
    bool drawn_ = false;
};

}  // namespace rocinfer_cli
