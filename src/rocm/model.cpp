// SPDX-License-Identifier: EUPL-1.2
#include "rocm/model.h"

#include "llamacpp/completion_stream.h"
#include "llamacpp/text_endpoints.h"

#include <utility>

namespace inference::rocm {

void LastCall::record(const GenerateMetrics& metrics, const std::optional<Error>& error) {
    const std::scoped_lock lock(mutex_);
    metrics_ = metrics;
    error_ = error;
}

GenerateMetrics LastCall::metrics() const {
    const std::scoped_lock lock(mutex_);
    return metrics_;
}

std::optional<Error> LastCall::error() const {
    const std::scoped_lock lock(mutex_);
    return error_;
}

Model::Model(std::shared_ptr<llamacpp::Server> server, ModelInfo info, bool has_template)
    : server_(std::move(server)), info_(std::move(info)), has_template_(has_template) {}

Model::~Model() {
    server_->stop();
}

Result<void> Model::close() {
    server_->stop();
    return {};
}

TokenStream Model::refuse(Error error) {
    last_->record({}, error);
    return TokenStream(std::move(error));
}

TokenStream Model::generate(Prompt prompt, GenerateOptions options) {
    return llamacpp::start_completion(
        server_, prompt, std::move(options),
        [last = last_](const GenerateMetrics& metrics, const std::optional<Error>& error) {
            last->record(metrics, error);
        });
}

TokenStream Model::chat(std::span<const Message> messages, GenerateOptions options) {
    if (auto ok = validate(options); !ok) return refuse(ok.error());
    if (!has_template_) {
        return refuse(
            {ErrorCode::unsupported,
             "llamacpp: " + info_.path +
                 " has no chat template; use generate, or pass --chat-template as an extra "
                 "argument",
             {}});
    }
    auto prompt = llamacpp::apply_template(*server_, messages, &options);
    if (!prompt) return refuse(prompt.error());
    return generate(*std::move(prompt), std::move(options));
}

Result<std::vector<ClassifyResult>> Model::classify(std::span<const Prompt>, GenerateOptions) {
    return fail(ErrorCode::unsupported, "llamacpp: classify is not built yet");
}

Result<std::vector<BatchResult>> Model::batch_generate(std::span<const Prompt>, GenerateOptions) {
    return fail(ErrorCode::unsupported, "llamacpp: batch_generate is not built yet");
}

Result<std::vector<TokenId>> Model::tokenize(std::string_view text, bool add_special,
                                             bool parse_special) {
    return llamacpp::tokenize(*server_, text, add_special, parse_special);
}

Result<std::string> Model::detokenize(std::span<const TokenId> ids) {
    return llamacpp::detokenize(*server_, ids);
}

Result<std::size_t> Model::count_tokens(std::string_view text) {
    auto ids = tokenize(text, true, true);
    if (!ids) return std::unexpected(ids.error());
    return ids->size();
}

Result<std::string> Model::apply_chat_template(std::span<const Message> messages) {
    return llamacpp::apply_template(*server_, messages);
}

}  // namespace inference::rocm
