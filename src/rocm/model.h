// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/server.h"

#include <inference/extensions.h>
#include <inference/text_model.h>

#include <memory>
#include <mutex>
#include <optional>

namespace inference::rocm {

/// What the call that ended last left behind. Outlives the model for the streams that report to it.
class LastCall {
public:
    void record(const GenerateMetrics& metrics, const std::optional<Error>& error);
    GenerateMetrics metrics() const;
    std::optional<Error> error() const;

private:
    mutable std::mutex mutex_;
    GenerateMetrics metrics_;
    std::optional<Error> error_;
};

/// A model in a llama-server of its own.
class Model final : public TextModel, public Tokeniser {
public:
    Model(std::shared_ptr<llamacpp::Server> server, ModelInfo info, bool has_template);
    ~Model() override;

    TokenStream generate(Prompt prompt, GenerateOptions options) override;
    TokenStream chat(std::span<const Message> messages, GenerateOptions options) override;
    Result<std::vector<ClassifyResult>> classify(std::span<const Prompt> prompts,
                                                 GenerateOptions options) override;
    Result<std::vector<BatchResult>> batch_generate(std::span<const Prompt> prompts,
                                                    GenerateOptions options) override;
    std::string model_type() const override { return info_.architecture; }
    ModelInfo info() const override { return info_; }
    GenerateMetrics metrics() const override { return last_->metrics(); }
    std::optional<Error> last_error() const override { return last_->error(); }
    Result<void> close() override;

    Result<std::vector<TokenId>> tokenize(std::string_view text, bool add_special,
                                          bool parse_special) override;
    Result<std::string> detokenize(std::span<const TokenId> ids) override;
    Result<std::size_t> count_tokens(std::string_view text) override;
    Result<std::string> apply_chat_template(std::span<const Message> messages) override;

private:
    TokenStream refuse(Error error);

    const std::shared_ptr<llamacpp::Server> server_;
    const ModelInfo info_;
    const bool has_template_;
    const std::shared_ptr<LastCall> last_ = std::make_shared<LastCall>();
};

}  // namespace inference::rocm
