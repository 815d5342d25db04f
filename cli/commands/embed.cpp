// SPDX-License-Identifier: EUPL-1.2
#include "commands/embed.h"

#include "exit_codes.h"
#include "model/metrics_json.h"
#include "terminal/standard_output.h"
#include "terminal/text_lines.h"

#include <inference/extensions.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace rocinfer_cli {
namespace {

constexpr std::size_t kTextsAtOnce = 32;

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
    ModelRequest for_embedding = request.model;
    for_embedding.load.use = inference::ModelUse::embedding;
    auto model = open_model(for_embedding, around, status);
    if (!model) return report_failure(model.error(), around, status);
    auto* embedder = (*model)->extension<inference::Embedder>();
    if (embedder == nullptr) {
        status.error("this backend gives no embeddings");
        return kFailure;
    }
    TextLines lines(request.texts, around.console.in);
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
    if (auto closed = (*model)->close(); !closed) status.warning(closed.error().message);
    return unless_lost(kOk, around.console.out, status);
}

}  // namespace rocinfer_cli
