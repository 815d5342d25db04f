// SPDX-License-Identifier: EUPL-1.2
#include "commands/packaging_options.h"

#include "commands/completion.h"
#include "commands/manual_page.h"
#include "terminal/standard_output.h"

#include <string>

namespace rocinfer_cli {
namespace {

void print_completion(const CLI::App& app, const std::string& shell) {
    if (shell == "bash") return (void)standard_output().write(bash_completion(app));
    if (shell == "zsh") return (void)standard_output().write(zsh_completion(app));
    if (shell == "fish") return (void)standard_output().write(fish_completion(app));
    throw CLI::ValidationError("--print-completion", "bash, zsh or fish, not '" + shell + "'");
}

void print_manual(const CLI::App& app, const std::string& page) {
    if (page == "list") {
        for (const std::string& name : manual_pages(app))
            standard_output().write(name + "\n");
        return;
    }
    const auto text = manual_page(app, page, ROCINFER_VERSION);
    if (!text)
        throw CLI::ValidationError("--print-manual",
                                   "there is no page '" + page + "'; 'list' names them");
    standard_output().write(*text);
}

}  // namespace

void add_packaging_options(CLI::App& app) {
    const auto add = [&app](const char* name, void (*print)(const CLI::App&, const std::string&)) {
        app.add_option_function<std::string>(name,
                                             [&app, print](const std::string& value) {
                                                 print(app, value);
                                                 throw CLI::Success();
                                             })
            ->group("");
    };
    add("--print-completion", print_completion);
    add("--print-manual", print_manual);
}

}  // namespace rocinfer_cli
