// SPDX-License-Identifier: EUPL-1.2
#include "packaging/packaging_options.h"

#include "packaging/completion.h"
#include "packaging/manual_page.h"

#include <string>

namespace rocinfer_cli {
namespace {

std::string completion(const CLI::App& app, const std::string& shell) {
    if (shell == "bash") return bash_completion(app);
    if (shell == "zsh") return zsh_completion(app);
    if (shell == "fish") return fish_completion(app);
    throw CLI::ValidationError("--print-completion", "bash, zsh or fish, not '" + shell + "'");
}

std::string manual(const CLI::App& app, const std::string& page) {
    if (page == "list") {
        std::string names;
        for (const std::string& name : manual_pages(app))
            names += name + "\n";
        return names;
    }
    auto text = manual_page(app, page, ROCINFER_VERSION);
    if (!text)
        throw CLI::ValidationError("--print-manual",
                                   "there is no page '" + page + "'; 'list' names them");
    return *std::move(text);
}

}  // namespace

void add_packaging_options(CLI::App& app, const CommandContext& around) {
    using Writer = std::string (*)(const CLI::App&, const std::string&);
    const auto add = [&app, &around](const char* name, Writer text) {
        app.add_option_function<std::string>(name,
                                             [&app, &around, text](const std::string& value) {
                                                 around.console.out.write(text(app, value));
                                                 throw CLI::Success();
                                             })
            ->group("");
    };
    add("--print-completion", completion);
    add("--print-manual", manual);
}

}  // namespace rocinfer_cli
