// SPDX-License-Identifier: EUPL-1.2
#include "commands.h"

int main(int argc, char** argv) {
    CLI::App app{"Run GGUF models on AMD GPUs"};
    app.require_subcommand(1);
    int exit_code = rocinfer_cli::kOk;
    rocinfer_cli::add_models_command(app, exit_code);
    rocinfer_cli::add_inspect_command(app, exit_code);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? rocinfer_cli::kOk : rocinfer_cli::kUsage;
    }
    return exit_code;
}
