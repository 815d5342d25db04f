// SPDX-License-Identifier: EUPL-1.2
#include "commands/commands.h"
#include "commands/tokenize.h"
#include "model/model_arguments.h"
#include "model/process_console.h"

#include <memory>

namespace rocinfer_cli {
namespace {

constexpr const char* kTokenizeFooter =
    "Examples:\n"
    "  rocinfer tokenize -p 'The capital of France is'\n"
    "  rocinfer tokenize model.gguf --count < book.txt\n"
    "  rocinfer tokenize model.gguf --ids -p Hello | rocinfer tokenize model.gguf --detokenize";

}  // namespace

void add_tokenize_command(CLI::App& app, int& exit_code) {
    auto request = std::make_shared<TokenizeRequest>();
    CLI::App* command = app.add_subcommand("tokenize", "Split a text into the model's tokens");
    command->footer(kTokenizeFooter);
    add_model_arguments(*command, request->model);
    command->add_option("-p,--text", request->text, "The text; without it stdin")
        ->type_name("TEXT");
    command->add_flag("--detokenize", request->detokenize, "Ids in, their text out");
    command->add_flag_callback(
        "--no-special", [request] { request->add_special = false; },
        "Do not begin with the begin-of-sequence token");
    command->add_flag_callback(
        "--plain", [request] { request->parse_special = false; },
        "Read texts such as <|im_end|> as ordinary text");
    const auto output = [&](const std::string& name, TokenizeOutput kind, const std::string& what) {
        return command->add_flag_callback(
                          name, [request, kind] { request->output = kind; }, what)
            ->group("Output");
    };
    auto* ids = output("--ids", TokenizeOutput::ids, "The ids alone, in one line");
    auto* count = output("--count", TokenizeOutput::count, "How many tokens there are");
    output("--json", TokenizeOutput::json, "One JSON object: {\"count\", \"tokens\"}")
        ->excludes(ids)
        ->excludes(count);
    ids->excludes(count);
    command->callback([request, &exit_code] {
        ProcessConsole process;
        exit_code = tokenize(*request, process.surroundings());
    });
}

}  // namespace rocinfer_cli
