// SPDX-License-Identifier: EUPL-1.2
#include "commands/tokenize.h"

#include "commands/commands.h"
#include "exit_codes.h"
#include "input/prompt_input.h"
#include "model/metrics_json.h"
#include "model/model_arguments.h"
#include "terminal/lost_output.h"
#include "terminal/utf8.h"

#include <inference/extensions.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <stop_token>

namespace rocinfer_cli {
namespace {

using inference::ErrorCode;
using inference::fail;
using inference::Result;
using inference::TokenId;

constexpr const char* kTokenizeFooter =
    "Examples:\n"
    "  rocinfer tokenize -p 'The capital of France is'\n"
    "  rocinfer tokenize model.gguf --count < book.txt\n"
    "  rocinfer tokenize model.gguf --ids -p Hello | rocinfer tokenize model.gguf --detokenize";

// One line, whatever the token is made of; bytes that are no character by themselves as \xE2.
std::string visible(std::string_view piece) {
    std::string shown;
    while (!piece.empty()) {
        const std::size_t valid = first_invalid_utf8(piece).value_or(piece.size());
        for (const char c : piece.substr(0, valid)) {
            const auto code = static_cast<unsigned char>(c);
            if (c == '\n') {
                shown += "\\n";
            } else if (c == '\t') {
                shown += "\\t";
            } else if (c == '\\') {
                shown += "\\\\";
            } else if (code < 0x20 || code == 0x7F) {
                shown += fmt::format("\\x{:02X}", code);
            } else {
                shown += c;
            }
        }
        piece.remove_prefix(valid);
        if (piece.empty()) break;
        shown += fmt::format("\\x{:02X}", static_cast<unsigned char>(piece.front()));
        piece.remove_prefix(1);
    }
    return shown;
}

Result<std::string> with_pieces(inference::Tokeniser& tokeniser, const std::string& text,
                                const TokenizeRequest& request) {
    auto pieces = tokeniser.tokenize_pieces(text, request.add_special, request.parse_special);
    if (!pieces) return std::unexpected(pieces.error());
    if (request.output == TokenizeOutput::json) {
        auto tokens = nlohmann::ordered_json::array();
        for (const inference::TokenPiece& piece : *pieces)
            tokens.push_back({{"id", piece.id}, {"text", piece.bytes}});
        return json_line({{"count", pieces->size()}, {"tokens", std::move(tokens)}});
    }
    std::string table;
    for (const inference::TokenPiece& piece : *pieces)
        table += fmt::format("{:>8}  {}\n", piece.id, visible(piece.bytes));
    return table;
}

// `vocabulary`: how many tokens the model has; 0 = not known.
Result<std::string> worked(inference::Tokeniser& tokeniser, std::int64_t vocabulary,
                           const std::string& text, const TokenizeRequest& request) {
    if (request.detokenize) {
        auto ids = read_ids(text);
        if (!ids) return std::unexpected(ids.error());
        const auto unknown = std::ranges::find_if(
            *ids, [&](TokenId id) { return vocabulary > 0 && id >= vocabulary; });
        if (unknown != ids->end()) {
            return fail(
                ErrorCode::invalid_argument,
                fmt::format("--detokenize: {} is no token of this model: its ids are 0 to {}",
                            *unknown, vocabulary - 1));
        }
        return tokeniser.detokenize(*ids);
    }
    if (request.output == TokenizeOutput::table || request.output == TokenizeOutput::json)
        return with_pieces(tokeniser, text, request);
    auto ids = tokeniser.tokenize(text, request.add_special, request.parse_special);
    if (!ids) return std::unexpected(ids.error());
    if (request.output == TokenizeOutput::count) return fmt::format("{}\n", ids->size());
    return fmt::format("{}\n", fmt::join(*ids, " "));
}

}  // namespace

Result<std::vector<TokenId>> read_ids(std::string_view text) {
    constexpr std::string_view kBetween = " \t\r\n,[]";
    std::vector<TokenId> ids;
    for (;;) {
        const auto begin = text.find_first_not_of(kBetween);
        if (begin == std::string_view::npos) return ids;
        text.remove_prefix(begin);
        const std::string_view word = text.substr(0, text.find_first_of(kBetween));
        TokenId id = 0;
        const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), id);
        if (failed != std::errc() || end != word.data() + word.size() || id < 0) {
            return fail(ErrorCode::invalid_argument,
                        "--detokenize: '" + std::string(word) + "' is no token id");
        }
        ids.push_back(id);
        text.remove_prefix(word.size());
    }
}

int tokenize(const TokenizeRequest& request, const CommandContext& around) {
    Status status(around.console, request.model.quiet);
    auto text = take_prompt(request.text, around.console, status);
    if (!text) return report_failure(text.error(), around, status);
    if (request.detokenize) {
        if (auto ids = read_ids(*text); !ids) return report_failure(ids.error(), around, status);
    }
    auto model = open_model(request.model, around, status);
    if (!model) return report_failure(model.error(), around, status);
    auto* tokeniser = (*model)->extension<inference::Tokeniser>();
    if (tokeniser == nullptr) {
        status.error("this backend gives no access to the model's tokeniser");
        return kFailure;
    }
    // A call to the tokeniser has no stop token of its own.
    const std::stop_callback on_interrupt(around.interrupts.token(),
                                          [&] { static_cast<void>((*model)->close()); });
    auto result = worked(*tokeniser, (*model)->info().vocab_size, *text, request);
    if (!result) return report_failure(result.error(), around, status);
    const bool at_terminal = around.console.out_is_terminal;
    around.console.out.write(at_terminal ? terminal_safe(*result) : *result);
    if (at_terminal && !result->ends_with('\n')) around.console.out.write("\n");
    close_model(**model, status);
    return unless_lost(kOk, around.console.out, status);
}

void add_tokenize_command(CLI::App& app, const CommandContext& around, int& exit_code) {
    auto request = std::make_shared<TokenizeRequest>();
    CLI::App* command = app.add_subcommand("tokenize", "Split a text into the model's tokens");
    command->footer(kTokenizeFooter);
    add_model_arguments(*command, request->model);
    add_prompt_arguments(*command, request->text, "-p,--text",
                         "The text; what is piped in is added to it");
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
    command->callback([request, &around, &exit_code] { exit_code = tokenize(*request, around); });
}

}  // namespace rocinfer_cli
