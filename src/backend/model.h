// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "backend/gpu_meter.h"
#include "backend/last_call.h"
#include "llamacpp/server/restarting_server.h"
#include "llamacpp/stream/completion_stream.h"

#include <inference/extensions.h>
#include <inference/text_model.h>

#include <memory>
#include <optional>

namespace inference::backend {

/// What a model can do, beside what its file says.
struct ModelTraits {
    bool has_template = false;
    ModelUse use = ModelUse::generation;
    std::size_t adapters = 0;
    std::shared_ptr<GpuMeter> meter;  ///< null without a GPU
};

/// A model in a llama-server of its own.
class Model final : public TextModel,
                    public Tokeniser,
                    public Embedder,
                    public Reranker,
                    public SessionStore {
public:
    Model(std::shared_ptr<llamacpp::RestartingServer> keeper, ModelInfo info, ModelTraits traits);
    ~Model() override;

    TokenStream generate(Prompt prompt, GenerateOptions options) override;
    TokenStream chat(std::span<const Message> messages, GenerateOptions options) override;
    Result<std::vector<ClassifyResult>> classify(std::span<const Prompt> prompts,
                                                 GenerateOptions options) override;
    Result<std::vector<BatchResult>> batch_generate(std::span<const Prompt> prompts,
                                                    GenerateOptions options) override;
    std::string model_type() const override { return info_.architecture; }
    ModelInfo info() const override;
    GenerateMetrics metrics() const override { return last_->metrics(); }
    std::optional<Error> last_error() const override { return last_->error(); }
    Result<void> close() override;

    Result<std::vector<TokenId>> tokenize(std::string_view text, bool add_special,
                                          bool parse_special) override;
    Result<std::vector<TokenPiece>> tokenize_pieces(std::string_view text, bool add_special,
                                                    bool parse_special) override;
    Result<std::string> detokenize(std::span<const TokenId> ids) override;
    Result<std::size_t> count_tokens(std::string_view text) override;
    Result<std::string> apply_chat_template(std::span<const Message> messages) override;

    Result<std::vector<std::vector<float>>> embed(std::span<const std::string> texts) override;
    Result<std::vector<float>> rerank(std::string_view query,
                                      std::span<const std::string> documents) override;
    Result<void> save_session(const Prompt& prompt, const std::string& path) override;
    Result<void> restore_session(const std::string& path) override;

private:
    Result<void> check_call(const GenerateOptions& options) const;
    Result<void> check_use(ModelUse use) const;
    Result<void> check_template() const;
    TokenStream refuse(Error error);
    llamacpp::OnCallEnd recorder() const;
    ClassifyResult classify_one(const Prompt& prompt, const GenerateOptions& options,
                                std::int64_t vocabulary);
    using Needs = llamacpp::RestartingServer::Needs;

    template <class Ask>
    auto ask_server(const GenerateOptions& limits, Needs needs, Ask ask)
        -> decltype(ask(std::shared_ptr<llamacpp::Server>()));
    BatchResult generate_one(const Prompt& prompt, const GenerateOptions& options);

    const std::shared_ptr<llamacpp::RestartingServer> keeper_;
    const ModelInfo info_;
    const ModelTraits traits_;
    const std::shared_ptr<LastCall> last_ = std::make_shared<LastCall>();
};

}  // namespace inference::backend
