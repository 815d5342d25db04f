// SPDX-License-Identifier: EUPL-1.2
#include "commands/embed.h"

#include "commands/commands.h"
#include "exit_codes.h"
#include "input/text_lines.h"
#include "model/metrics_json.h"
#include "model/model_arguments.h"
#include "terminal/lost_output.h"

#include <inference/extensions.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <stop_token>

namespace rocinfer_cli {
namespace {

constexpr std::size_t kTextsAtOnce = 32;

constexpr const char* kEmbedFooter =
    "Each vector has unit length: the dot product of two is the cosine of the angle between them.\n"
    "\n"
    "Examples:\n"
    "  rocinfer embed model.gguf < sentences.txt > vectors.txt\n"
    "  rocinfer embed model.gguf -p 'a cat' -p 'a dog' --json";

std::string row(const std::string& text, const std::vector<float>& vector, AnswerFormat format) {
    if (format == AnswerFormat::json) return json_line({{"text", text}, {"embedding", vector}});
    std::string line;
    // The shortest digits that read back as the same float.
    for (const float value : vector)
        line += fmt::format("{}{}", line.empty() ? "" : " ", value);
    return line + "\n";
}

}  // namespace

int embed(const EmbedRequest& request, const CommandContext& around) {
    Status status(around.console, request.model.quiet);
    auto texts_from = open_lines(request.texts.file, around.console.in, around.interrupts);
    if (!texts_from) return report_failure(texts_from.error(), around, status);
    ModelRequest for_embedding = request.model;
    for_embedding.load.use = inference::ModelUse::embedding;
    auto model = open_model(for_embedding, around, status);
    if (!model) return report_failure(model.error(), around, status);
    auto* embedder = (*model)->extension<inference::Embedder>();
    if (embedder == nullptr) {
        status.error("this backend gives no embeddings");
        return kFailure;
    }
    // A call to the embedder has no stop token of its own.
    const std::stop_callback on_interrupt(around.interrupts.token(),
                                          [&] { static_cast<void>((*model)->close()); });
    TextLines lines(request.texts.given, texts_from->input());
    while (!around.console.out.closed() && around.console.out.error() == 0) {
        auto texts = lines.next(kTextsAtOnce);
        if (!texts) return report_failure(texts.error(), around, status);
        if (texts->empty()) break;
        auto vectors = embedder->embed(*texts);
        if (!vectors) return report_failure(vectors.error(), around, status);
        for (std::size_t i = 0; i < vectors->size(); ++i)
            around.console.out.write(row(texts->at(i), vectors->at(i), request.format));
        if (around.interrupts.interrupted()) return around.interrupts.exit_code();
    }
    close_model(**model, status);
    return unless_lost(kOk, around.console.out, status);
}

void add_embed_command(CLI::App& app, const CommandContext& around, int& exit_code) {
    auto request = std::make_shared<EmbedRequest>();
    CLI::App* command =
        app.add_subcommand("embed", "Turn texts into vectors, a line each on stdin");
    command->footer(kEmbedFooter);
    add_model_arguments(*command, request->model);
    add_lines_arguments(*command, request->texts, "-p,--text", "A text");
    add_json_argument(*command, request->format, "A JSON object a line: {\"text\", \"embedding\"}");
    command->callback([request, &around, &exit_code] { exit_code = embed(*request, around); });
}

}  // namespace rocinfer_cli
