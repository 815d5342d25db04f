// SPDX-License-Identifier: EUPL-1.2
#include "terminal/table.h"

#include "terminal/utf8.h"
#include "terminal/width.h"

#include <algorithm>
#include <cstddef>

namespace rocinfer_cli {

void Table::add(std::vector<std::string> row) {
    row.resize(columns_.size());
    for (std::string& cell : row)
        cell = printable(cell);
    rows_.push_back(std::move(row));
}

std::string Table::text() const {
    std::vector<std::size_t> widths;
    widths.reserve(columns_.size());
    for (const Column& column : columns_)
        widths.push_back(columns(column.title));
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], columns(row[i]));

    std::string text;
    const auto append_row = [&](const auto& cell_of) {
        std::string line;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (i > 0) line += "  ";
            line += padded(cell_of(i), widths[i], columns_[i].align);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    };
    append_row([&](std::size_t i) -> std::string_view { return columns_[i].title; });
    for (const auto& row : rows_)
        append_row([&](std::size_t i) -> std::string_view { return row[i]; });
    return text;
}

std::string printable(std::string_view text) {
    std::string plain(text);
    std::size_t checked = 0;
    while (const auto at = first_invalid_utf8(std::string_view(plain).substr(checked))) {
        checked += *at;
        plain[checked] = '?';
    }
    for (char& c : plain)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
    // The C1 controls, two bytes each in UTF-8.
    for (std::size_t i = 0; i + 1 < plain.size(); ++i)
        if (plain[i] == '\xC2' && static_cast<unsigned char>(plain[i + 1]) < 0xA0)
            plain.replace(i, 2, "?");
    return plain;
}

}  // namespace rocinfer_cli
