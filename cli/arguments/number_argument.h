// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <CLI/CLI.hpp>

#include <cmath>
#include <cstdlib>
#include <string>

namespace rocinfer_cli {

/// Why a text is no number, or nothing. CLI11 would read an empty one as 0, and take "nan".
inline std::string why_no_number(const std::string& text) {
    if (text.empty()) return "an empty text is no number";
    return std::isfinite(std::strtod(text.c_str(), nullptr)) ? "" : text + " is no number";
}

/// An option that takes a number.
template <class T>
CLI::Option* add_number(CLI::App& command, const std::string& name, T& value,
                        const std::string& what, const std::string& type) {
    return command.add_option(name, value, what)->type_name(type)->check(why_no_number);
}

}  // namespace rocinfer_cli
