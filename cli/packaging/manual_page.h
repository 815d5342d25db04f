// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rocinfer_cli {

/// "rocinfer", "rocinfer-run" …: a page for the app and for each of its commands.
std::vector<std::string> manual_pages(const CLI::App& app);

/// A page in man's own format, of section 1; nothing where there is no page of this name.
std::optional<std::string> manual_page(const CLI::App& app, std::string_view page,
                                       std::string_view version);

}  // namespace rocinfer_cli
