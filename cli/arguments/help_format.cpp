// SPDX-License-Identifier: EUPL-1.2
#include "arguments/help_format.h"

#include "terminal/width.h"

#include <utility>

namespace rocinfer_cli {
namespace {

// Below this a column of descriptions is no longer readable: they then stand below the names.
constexpr std::size_t kTwoColumns = 60;
constexpr std::size_t kNameColumn = 34;
constexpr std::size_t kIndent = 6;

}  // namespace

HelpFormat::HelpFormat(std::size_t width) : width_(width) {
    column_width(width < kTwoColumns ? kIndent : kNameColumn);
}

std::string HelpFormat::row(const std::string& name, const std::string& text) const {
    const std::string indent(get_column_width(), ' ');
    const std::string described = wrapped(indent, text, width_);
    if (columns(name) + 2 > indent.size()) return name + "\n" + described;
    return padded(name, indent.size()) + described.substr(indent.size());
}

std::string HelpFormat::make_option(const CLI::Option* option, bool is_positional) const {
    return row("  " + make_option_name(option, is_positional) + make_option_opts(option),
               make_option_desc(option));
}

std::string HelpFormat::make_subcommand(const CLI::App* command) const {
    return row("  " + command->get_name(), command->get_description());
}

std::string HelpFormat::make_usage(const CLI::App* app, std::string name) const {
    return wrapped_lines(CLI::Formatter::make_usage(app, std::move(name)), width_);
}

std::string HelpFormat::make_description(const CLI::App* app) const {
    return wrapped_lines(CLI::Formatter::make_description(app), width_);
}

std::string HelpFormat::make_footer(const CLI::App* app) const {
    const std::string footer = app->get_footer();
    return footer.empty() ? std::string() : wrapped_lines(footer, width_);
}

}  // namespace rocinfer_cli
