// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/token.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inference {

/// A token of a text and the bytes it stands for, which may be part of a character.
struct TokenPiece {
    TokenId id = 0;
    std::string bytes;

    friend bool operator==(const TokenPiece&, const TokenPiece&) = default;
};

/// A model's own tokeniser. Thread-safe.
class Tokeniser {
public:
    virtual ~Tokeniser() = default;
    /// `add_special`: put the begin-of-sequence token first where the model wants one.
    /// `parse_special`: read texts such as "<|im_end|>" as their control tokens.
    virtual Result<std::vector<TokenId>> tokenize(std::string_view text, bool add_special = true,
                                                  bool parse_special = true) = 0;
    /// The same with each token's own bytes. This one asks for them token by token; a backend that
    /// can have them at once does.
    virtual Result<std::vector<TokenPiece>> tokenize_pieces(std::string_view text,
                                                            bool add_special = true,
                                                            bool parse_special = true) {
        auto ids = tokenize(text, add_special, parse_special);
        if (!ids) return std::unexpected(ids.error());
        std::vector<TokenPiece> pieces;
        pieces.reserve(ids->size());
        for (const TokenId id : *ids) {
            auto bytes = detokenize(std::span(&id, 1));
            if (!bytes) return std::unexpected(bytes.error());
            pieces.push_back({id, *std::move(bytes)});
        }
        return pieces;
    }
    /// The tokens' bytes joined: exact, also where they are not whole UTF-8 characters.
    virtual Result<std::string> detokenize(std::span<const TokenId> ids) = 0;
    /// How many tokens the text has.
    virtual Result<std::size_t> count_tokens(std::string_view text) = 0;
    /// The prompt that the model's own chat template makes of the conversation.
    virtual Result<std::string> apply_chat_template(std::span<const Message> messages) = 0;
};

/// Turns texts into vectors; needs LoadOptions::use = embedding. Thread-safe.
class Embedder {
public:
    virtual ~Embedder() = default;
    /// One vector (of unit length) for each text, in their order.
    virtual Result<std::vector<std::vector<float>>> embed(std::span<const std::string> texts) = 0;
};

/// Scores documents against a query; needs LoadOptions::use = reranking. Thread-safe.
class Reranker {
public:
    virtual ~Reranker() = default;
    /// One score for each document, in their order; higher is more relevant.
    virtual Result<std::vector<float>> rerank(std::string_view query,
                                              std::span<const std::string> documents) = 0;
};

/// Keeps a conversation's KV cache in a file, so that it need not be prefilled again. Thread-safe.
class SessionStore {
public:
    virtual ~SessionStore() = default;
    /// Prefills the prompt and writes its KV cache; an existing file is replaced in one step.
    virtual Result<void> save_session(const Prompt& prompt, const std::string& path) = 0;
    /// Loads the KV cache back; a later generation whose prompt begins with the saved one profits.
    virtual Result<void> restore_session(const std::string& path) = 0;
};

}  // namespace inference
