// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/width.h"

#include <string>
#include <string_view>
#include <vector>

namespace rocinfer_cli {

/// Columns of text, as wide as they must be.
class Table {
public:
    using Align = rocinfer_cli::Align;
    struct Column {
        std::string title;
        Align align = Align::left;
    };

    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
    void add(std::vector<std::string> row);
    /// All rows below the titles, each line ended.
    std::string text() const;

private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// What a file says about itself may hold escape sequences: control characters, and bytes that are
/// no character, become '?'.
std::string printable(std::string_view text);

}  // namespace rocinfer_cli
