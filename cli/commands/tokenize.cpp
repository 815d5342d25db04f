// SPDX-License-Identifier: EUPL-1.2
#include "commands/tokenize.h"

#include "exit_codes.h"
#include "model/metrics_json.h"
#include "model/prompt_input.h"
#include "terminal/standard_output.h"
#include "terminal/utf8.h"

#include <inference/extensions.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace rocinfer_cli {
namespace {

using inference::ErrorCode;
using inference::fail;
using inference::Result;
using inference::TokenId;

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

Result<std::string> listing(inference::Tokeniser& tokeniser, const std::vector<TokenId>& ids,
                            TokenizeOutput output) {
    if (output == TokenizeOutput::count) return fmt::format("{}\n", ids.size());
    if (output == TokenizeOutput::ids) return fmt::format("{}\n", fmt::join(ids, " "));
    std::string table;
    auto tokens = nlohmann::ordered_json::array();
    for (const TokenId id : ids) {
        auto piece = tokeniser.detokenize(std::span(&id, 1));
        if (!piece) return std::unexpected(piece.error());
        if (output == TokenizeOutput::json) {
            tokens.push_back({{"id", id}, {"text", *piece}});
        } else {
            table += fmt::format("{:>8}  {}\n", id, visible(*piece));
        }
    }
    if (output == TokenizeOutput::json)
        return json_line({{"count", ids.size()}, {"tokens", tokens}});
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
    auto ids = tokeniser.tokenize(text, request.add_special, request.parse_special);
    if (!ids) return std::unexpected(ids.error());
    return listing(tokeniser, *ids, request.output);
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
    auto result = worked(*tokeniser, (*model)->info().vocab_size, *text, request);
    if (!result) return report_failure(result.error(), around, status);
    const bool at_terminal = around.console.out_is_terminal;
    around.console.out.write(at_terminal ? terminal_safe(*result) : *result);
    if (at_terminal && !result->ends_with('\n')) around.console.out.write("\n");
    if (auto closed = (*model)->close(); !closed) status.warning(closed.error().message);
    return unless_lost(kOk, around.console.out, status);
}

}  // namespace rocinfer_cli
