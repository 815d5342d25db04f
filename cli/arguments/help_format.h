// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <CLI/CLI.hpp>

#include <cstddef>
#include <string>

namespace rocinfer_cli {

/// Help that keeps to the width of the terminal: descriptions are broken at words and hang in their
/// column, the text below them is broken at words.
class HelpFormat final : public CLI::Formatter {
public:
    explicit HelpFormat(std::size_t width);

    std::string make_option(const CLI::Option* option, bool is_positional) const override;
    std::string make_subcommand(const CLI::App* command) const override;
    std::string make_usage(const CLI::App* app, std::string name) const override;
    std::string make_description(const CLI::App* app) const override;
    std::string make_footer(const CLI::App* app) const override;

private:
    std::string row(const std::string& name, const std::string& text) const;

    const std::size_t width_;
};

}  // namespace rocinfer_cli
