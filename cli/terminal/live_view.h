// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/console.h"

#include <deque>
#include <string>
#include <string_view>

namespace rocinfer_cli {

/// Frames of text that are drawn one over the other, without flicker, where stdout is a terminal;
/// one after the other elsewhere. Hides the cursor for as long as it lives.
class LiveView {
public:
    explicit LiveView(const Console& console);
    ~LiveView();
    LiveView(const LiveView&) = delete;
    LiveView& operator=(const LiveView&) = delete;
    void draw(std::string_view frame);

private:
    Output& out_;
    const bool redraws_;
};

/// A graph of one line, one column a value, the newest at the right; `values` are 0 to 1, below
/// 0 = not known.
std::string sparkline(const std::deque<double>& values, int columns, bool unicode);

}  // namespace rocinfer_cli
