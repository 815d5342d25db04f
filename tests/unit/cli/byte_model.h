// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "unit/cli/fake_backend.h"

#include <inference/extensions.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace rocinfer_cli::fake {

/// A model whose tokens are bytes and that can do everything. After a text that `likely` knows,
/// the bytes named there have those probabilities; after any other all bytes are alike.
class ByteModel final : public Model, public inference::Tokeniser, public inference::Embedder {
public:
    using Probabilities = std::map<char, double>;

    ByteModel(Engine& engine, const std::map<std::string, Probabilities>& likely,
              std::atomic<int>* contexts_asked = nullptr)
        : Model(engine), likely_(likely), contexts_asked_(contexts_asked) {}

    inference::Result<std::vector<inference::TokenId>> tokenize(std::string_view text, bool,
                                                                bool) override {
        if (text.starts_with("untokenisable"))
            return inference::fail(inference::ErrorCode::engine_refused, "fake: no tokens");
        std::vector<inference::TokenId> ids;
        while (!text.empty()) {
            const auto word = std::ranges::find_if(
                words, [&](const std::string& known) { return text.starts_with(known); });
            const bool is_word = word != words.end();
            ids.push_back(is_word ? static_cast<inference::TokenId>(kBytes + (word - words.begin()))
                                  : static_cast<unsigned char>(text.front()));
            text.remove_prefix(is_word ? word->size() : 1);
        }
        return ids;
    }
    inference::Result<std::string> detokenize(std::span<const inference::TokenId> ids) override {
        std::string text;
        for (const auto id : ids)
            text += piece(id);
        return text;
    }
    inference::Result<std::size_t> count_tokens(std::string_view text) override {
        return text.size();
    }
    inference::Result<std::string> apply_chat_template(
        std::span<const inference::Message>) override {
        return std::string();
    }

    inference::Result<std::vector<std::vector<float>>> embed(
        std::span<const std::string> texts) override {
        std::vector<std::vector<float>> all;
        for (const std::string& text : texts)
            all.push_back({static_cast<float>(text.size()), 0.1F});
        return all;
    }

    inference::Result<std::vector<inference::ClassifyResult>> classify(
        std::span<const inference::Prompt> prompts, inference::GenerateOptions options) override {
        std::vector<inference::ClassifyResult> results;
        for (const auto& prompt : prompts) {
            if (contexts_asked_ != nullptr) ++*contexts_asked_;
            results.push_back(one(text_of(prompt), options));
        }
        return results;
    }

    /// Texts that are one token each, whatever follows them.
    std::vector<std::string> words;

private:
    static constexpr inference::TokenId kBytes = 256;

    std::string piece(inference::TokenId id) const {
        return id < kBytes ? std::string(1, static_cast<char>(id))
                           : words.at(static_cast<std::size_t>(id - kBytes));
    }
    std::string text_of(const inference::Prompt& prompt) const {
        if (prompt.text() != nullptr) return *prompt.text();
        std::string text;
        for (const auto id : *prompt.ids())
            text += piece(id);
        return text;
    }

    inference::ClassifyResult one(const std::string& text,
                                  const inference::GenerateOptions& options) const {
        inference::ClassifyResult result;
        if (text.empty()) {
            result.error =
                inference::Error{inference::ErrorCode::invalid_argument, "fake: no prompt", {}};
            return result;
        }
        if (text.starts_with("bad")) {
            result.error =
                inference::Error{inference::ErrorCode::context_exceeded, "fake: bad", {}};
            return result;
        }
        std::vector<float> values(256, std::log(1e-6F));
        const auto known = likely_.find(text);
        if (known != likely_.end()) {
            double rest = 1;
            for (const auto& [c, probability] : known->second) {
                values[static_cast<unsigned char>(c)] = static_cast<float>(std::log(probability));
                rest -= probability;
            }
            if (rest > 1e-3) values['~'] = static_cast<float>(std::log(rest));
        }
        const auto best = std::ranges::max_element(values);
        result.token.id = static_cast<inference::TokenId>(best - values.begin());
        result.token.text = std::string(1, static_cast<char>(result.token.id));
        if (options.logprobs) result.token.logprob = *best;
        if (options.return_logits) result.logits = std::move(values);
        return result;
    }

    const std::map<std::string, Probabilities>& likely_;
    std::atomic<int>* contexts_asked_;
};

}  // namespace rocinfer_cli::fake
