// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace inference {

/// An index into the model's vocabulary: 0 to vocabulary size − 1.
using TokenId = std::int32_t;

/// One generated token.
struct Token {
    TokenId id = 0;
    /// UTF-8. Empty while a character spread over several tokens is not complete yet: the token
    /// that completes it carries the whole character, so the texts joined are exact UTF-8.
    std::string text;
    /// Natural logarithm of the probability the model gave this token; only with
    /// GenerateOptions::logprobs.
    std::optional<float> logprob;

    friend bool operator==(const Token&, const Token&) = default;
};

/// One turn of a conversation. `role` is "system", "user" or "assistant" for nearly every template.
struct Message {
    std::string role;
    std::string content;

    friend bool operator==(const Message&, const Message&) = default;
};

/// What a generation starts from: text, which the model's own tokeniser splits, or token ids, which
/// are passed on as they are (a model without a vocabulary takes only these).
class Prompt {
public:
    Prompt(std::string text) : value_(std::move(text)) {}
    Prompt(std::string_view text) : value_(std::string(text)) {}
    Prompt(const char* text) : value_(std::string(text)) {}
    Prompt(std::vector<TokenId> ids) : value_(std::move(ids)) {}
    Prompt(std::initializer_list<TokenId> ids) : value_(std::vector<TokenId>(ids)) {}

    /// The text, or null where the prompt is token ids.
    const std::string* text() const noexcept { return std::get_if<std::string>(&value_); }
    /// The token ids, or null where the prompt is text.
    const std::vector<TokenId>* ids() const noexcept {
        return std::get_if<std::vector<TokenId>>(&value_);
    }

private:
    std::variant<std::string, std::vector<TokenId>> value_;
};

}  // namespace inference
