// SPDX-License-Identifier: EUPL-1.2
#include "commands/commands.h"
#include "commands/embed.h"
#include "model/model_arguments.h"
#include "model/process_console.h"

#include <memory>

namespace rocinfer_cli {
namespace {

constexpr const char* kEmbedFooter =
    "Each vector has unit length: the dot product of two is the cosine of the angle between them.\n"
    "\n"
    "Examples:\n"
    "  rocinfer embed model.gguf < sentences.txt > vectors.txt\n"
    "  rocinfer embed model.gguf -p 'a cat' -p 'a dog' --json";

}  // namespace

void add_embed_command(CLI::App& app, int& exit_code) {
    auto request = std::make_shared<EmbedRequest>();
    CLI::App* command =
        app.add_subcommand("embed", "Turn texts into vectors, a line each on stdin");
    command->footer(kEmbedFooter);
    add_model_arguments(*command, request->model);
    add_repeatable(*command, "-p,--text", request->texts, "A text in place of stdin (repeatable)",
                   "TEXT", "Options");
    add_json_argument(*command, request->format, "A JSON object a line: {\"text\", \"embedding\"}");
    command->callback([request, &exit_code] {
        ProcessConsole process;
        exit_code = embed(*request, process.surroundings());
    });
}

}  // namespace rocinfer_cli
