// SPDX-License-Identifier: EUPL-1.2
#include "backend/model.h"

#include "base/parallel_for.h"
#include "llamacpp/request/embedding.h"
#include "llamacpp/request/text_endpoints.h"
#include "llamacpp/session/session.h"
#include "llamacpp/stream/prediction.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace inference::backend {

namespace {

// An answer that depends on nothing but its question can be asked for again: once, for what was
// lost may be what the question itself killed.
constexpr int kAttempts = 2;

}  // namespace

Model::Model(std::shared_ptr<llamacpp::RestartingServer> keeper, ModelInfo info, ModelTraits traits)
    : keeper_(std::move(keeper)), info_(std::move(info)), traits_(std::move(traits)) {}

Model::~Model() {
    static_cast<void>(close());
}

Result<void> Model::close() {
    keeper_->stop();
    if (traits_.meter) traits_.meter->wait_until_back();
    return {};
}

ModelInfo Model::info() const {
    ModelInfo info = info_;
    info.context_length = keeper_->newest()->properties().context_per_slot;
    std::ranges::move(keeper_->notes(), std::back_inserter(info.warnings));
    return info;
}

Result<void> Model::check_call(const GenerateOptions& options) const {
    if (auto ok = validate(options); !ok) return ok;
    if (auto ok = keeper_->check_process(); !ok) return ok;
    if (keeper_->closed()) return fail(ErrorCode::closed, "llamacpp: the model was closed");
    if (options.adapter_scales.size() > traits_.adapters) {
        return fail(ErrorCode::invalid_argument,
                    "llamacpp: option adapter_scales has " +
                        std::to_string(options.adapter_scales.size()) + " scales, but " +
                        std::to_string(traits_.adapters) + " adapters were loaded");
    }
    return check_use(ModelUse::generation);
}

Result<void> Model::check_use(ModelUse use) const {
    if (traits_.use == use) return {};
    switch (use) {
        case ModelUse::generation:
            return fail(ErrorCode::unsupported,
                        "llamacpp: the model was loaded for embedding or reranking and can't "
                        "generate; load it with the option use = generation");
        case ModelUse::embedding:
            return fail(ErrorCode::unsupported,
                        "llamacpp: the model was not loaded for embedding; load it with the option "
                        "use = embedding");
        case ModelUse::reranking:
            break;
    }
    return fail(ErrorCode::unsupported,
                "llamacpp: the model was not loaded for reranking; load it with the option use = "
                "reranking");
}

// The server would take one of its own, which the model never saw.
Result<void> Model::check_template() const {
    if (traits_.has_template) return {};
    return fail(ErrorCode::unsupported,
                "llamacpp: " + info_.path +
                    " has no chat template; use generate, or pass --chat-template as an extra "
                    "argument");
}

TokenStream Model::refuse(Error error) {
    last_->record({}, error);
    return TokenStream(std::move(error));
}

// The stream may outlive the model: it keeps what it reports to, not the model. Its server may be
// another one in the end.
llamacpp::OnCallEnd Model::recorder() const {
    return [last = last_, meter = traits_.meter, keeper = keeper_](
               GenerateMetrics& metrics, const std::optional<Error>& error) {
        if (meter) meter->add_to(metrics, keeper->newest()->pid());
        last->record(metrics, error);
    };
}

template <class Ask>
auto Model::ask_server(const GenerateOptions& limits, Needs needs, Ask ask)
    -> decltype(ask(std::shared_ptr<llamacpp::Server>())) {
    std::shared_ptr<llamacpp::Server> lost;
    for (int attempt = 1;; ++attempt) {
        auto server = keeper_->server(process::WaitLimit(limits), lost, needs);
        if (!server) return std::unexpected(server.error());
        auto answer = ask(*server);
        if (answer || attempt == kAttempts || !(*server)->exited() || !keeper_->restarts()) {
            return answer;
        }
        lost = *std::move(server);
    }
}

TokenStream Model::generate(Prompt prompt, GenerateOptions options) {
    if (auto ok = check_call(options); !ok) return refuse(ok.error());
    return llamacpp::start_completion(keeper_, prompt, std::move(options), recorder());
}

TokenStream Model::chat(std::span<const Message> messages, GenerateOptions options) {
    if (auto ok = check_call(options); !ok) return refuse(ok.error());
    if (auto ok = check_template(); !ok) return refuse(ok.error());
    auto prompt = ask_server(options, Needs::no_slot, [&](const auto& server) {
        return llamacpp::apply_template(*server, messages, process::WaitLimit(options));
    });
    if (!prompt) return refuse(prompt.error());
    return generate(*std::move(prompt), std::move(options));
}

ClassifyResult Model::classify_one(const Prompt& prompt, const GenerateOptions& options,
                                   std::int64_t vocabulary) {
    ClassifyResult result;
    auto prediction = ask_server(options, Needs::a_slot, [&](const auto& server) {
        return llamacpp::predict_next(server, prompt, options, vocabulary);
    });
    if (!prediction) {
        result.error = prediction.error();
        last_->record({}, result.error);
        return result;
    }
    result.token = std::move(prediction->token);
    if (options.return_logits) result.logits = std::move(prediction->logprobs);
    recorder()(prediction->metrics, std::nullopt);
    return result;
}

Result<std::vector<ClassifyResult>> Model::classify(std::span<const Prompt> prompts,
                                                    GenerateOptions options) {
    if (auto ok = check_call(options); !ok) return std::unexpected(ok.error());
    if (options.return_logits && info_.vocab_size <= 0) {
        return fail(ErrorCode::unsupported,
                    "llamacpp: " + info_.path +
                        " does not tell the size of its vocabulary, which return_logits needs");
    }
    const std::int64_t vocabulary =
        options.return_logits ? info_.vocab_size : (options.logprobs ? 1 : 0);
    std::vector<ClassifyResult> results(prompts.size());
    base::parallel_for(
        prompts.size(), static_cast<std::size_t>(info_.parallel_slots),
        [&](std::size_t i) { results[i] = classify_one(prompts[i], options, vocabulary); });
    return results;
}

BatchResult Model::generate_one(const Prompt& prompt, const GenerateOptions& options) {
    BatchResult result;
    TokenStream stream = generate(prompt, options);
    while (auto token = stream.next())
        result.tokens.push_back(*std::move(token));
    result.stop_reason = stream.stop_reason();
    result.metrics = stream.metrics();
    result.error = stream.error();
    return result;
}

Result<std::vector<BatchResult>> Model::batch_generate(std::span<const Prompt> prompts,
                                                       GenerateOptions options) {
    if (auto ok = check_call(options); !ok) return std::unexpected(ok.error());
    std::vector<BatchResult> results(prompts.size());
    base::parallel_for(prompts.size(), static_cast<std::size_t>(info_.parallel_slots),
                       [&](std::size_t i) { results[i] = generate_one(prompts[i], options); });
    return results;
}

Result<std::vector<TokenId>> Model::tokenize(std::string_view text, bool add_special,
                                             bool parse_special) {
    return ask_server({}, Needs::no_slot, [&](const auto& server) {
        return llamacpp::tokenize(*server, text, add_special, parse_special);
    });
}

Result<std::vector<TokenPiece>> Model::tokenize_pieces(std::string_view text, bool add_special,
                                                       bool parse_special) {
    return ask_server({}, Needs::no_slot, [&](const auto& server) {
        return llamacpp::tokenize_pieces(*server, text, add_special, parse_special);
    });
}

Result<std::string> Model::detokenize(std::span<const TokenId> ids) {
    return ask_server({}, Needs::no_slot,
                      [&](const auto& server) { return llamacpp::detokenize(*server, ids); });
}

Result<std::size_t> Model::count_tokens(std::string_view text) {
    auto ids = tokenize(text, true, true);
    if (!ids) return std::unexpected(ids.error());
    return ids->size();
}

Result<std::string> Model::apply_chat_template(std::span<const Message> messages) {
    if (auto ok = check_template(); !ok) return std::unexpected(ok.error());
    return ask_server({}, Needs::no_slot, [&](const auto& server) {
        return llamacpp::apply_template(*server, messages);
    });
}

Result<std::vector<std::vector<float>>> Model::embed(std::span<const std::string> texts) {
    if (auto ok = check_use(ModelUse::embedding); !ok) return std::unexpected(ok.error());
    return ask_server({}, Needs::a_slot,
                      [&](const auto& server) { return llamacpp::embed(*server, texts); });
}

Result<std::vector<float>> Model::rerank(std::string_view query,
                                         std::span<const std::string> documents) {
    if (auto ok = check_use(ModelUse::reranking); !ok) return std::unexpected(ok.error());
    return ask_server({}, Needs::a_slot, [&](const auto& server) {
        return llamacpp::rerank(*server, query, documents);
    });
}

Result<void> Model::save_session(const Prompt& prompt, const std::string& path) {
    if (auto ok = check_use(ModelUse::generation); !ok) return ok;
    return ask_server({}, Needs::a_slot, [&](const auto& server) {
        return llamacpp::save_session(server, prompt, path);
    });
}

Result<void> Model::restore_session(const std::string& path) {
    if (auto ok = check_use(ModelUse::generation); !ok) return ok;
    return ask_server({}, Needs::a_slot,
                      [&](const auto& server) { return llamacpp::restore_session(*server, path); });
}

}  // namespace inference::backend
