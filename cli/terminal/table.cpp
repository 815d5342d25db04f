// SPDX-License-Identifier: EUPL-1.2
#include "terminal/table.h"

#include "terminal/utf8.h"

#include <algorithm>
#include <cstddef>

namespace rocinfer_cli {

namespace {

/// Characters of a UTF-8 text: near enough to columns for model names.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

void append_cell(std::string& line, std::string_view cell, std::size_t width, Table::Align align) {
    const std::string padding(width - width_of(cell), ' ');
    if (align == Table::Align::right) line += padding;
    line += cell;
    if (align == Table::Align::left) line += padding;
}

}  // namespace

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
        widths.push_back(width_of(column.title));
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], width_of(row[i]));

    std::string text;
    const auto append_row = [&](const auto& cell_of) {
        std::string line;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (i > 0) line += "  ";
            append_cell(line, cell_of(i), widths[i], columns_[i].align);
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
