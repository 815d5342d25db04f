// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/backend.h>
#include <inference/registry.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rocinfer_cli::fake {

/// What the fake engine answers to one request.
struct Script {
    std::vector<inference::Token> tokens;
    inference::StopReason stop_reason = inference::StopReason::end_of_sequence;
    std::optional<inference::Error> error;
    inference::GenerateMetrics metrics;
    /// Called before each token is given out, with its index.
    std::function<void(std::size_t)> before_token;
};

/// What was asked of the engine, and what it is to answer. Outlives its models.
struct Engine {
    std::mutex mutex;
    Script script;
    std::vector<inference::LoadOptions> loads;
    std::vector<std::string> paths;
    std::vector<inference::GenerateOptions> requests;
    std::vector<std::string> prompts;
    std::vector<std::vector<inference::Message>> conversations;
    std::function<inference::Result<void>(const inference::LoadOptions&)> on_load;
    inference::ModelInfo info;
    std::atomic<int> closed = 0;
    std::atomic<int> streams_dropped_early = 0;
};

class Source final : public inference::TokenSource {
public:
    Source(Engine& engine, Script script, inference::GenerateOptions options)
        : engine_(engine), script_(std::move(script)), options_(std::move(options)) {
        if (options_.on_prefill) options_.on_prefill({.processed = 1, .total = 2, .cached = 0});
    }
    ~Source() override {
        if (!over_) ++engine_.streams_dropped_early;
    }
    std::optional<inference::Token> next() override {
        if (over_) return std::nullopt;
        if (script_.before_token) script_.before_token(at_);
        if (options_.cancel.stop_requested() || cancelled_) {
            error_ = inference::Error{inference::ErrorCode::cancelled, "fake: cancelled", {}};
            over_ = true;
            return std::nullopt;
        }
        if (at_ < script_.tokens.size()) return script_.tokens[at_++];
        over_ = true;
        error_ = script_.error;
        return std::nullopt;
    }
    std::optional<inference::Error> error() const override { return error_; }
    inference::StopReason stop_reason() const override {
        return over_ && !error_ ? script_.stop_reason : inference::StopReason::none;
    }
    inference::GenerateMetrics metrics() const override { return script_.metrics; }
    void cancel() noexcept override { cancelled_ = true; }

private:
    Engine& engine_;
    Script script_;
    inference::GenerateOptions options_;
    std::optional<inference::Error> error_;
    std::size_t at_ = 0;
    bool over_ = false;
    std::atomic<bool> cancelled_ = false;
};

class Model : public inference::TextModel {
public:
    explicit Model(Engine& engine) : engine_(engine) {}

    inference::TokenStream generate(inference::Prompt prompt,
                                    inference::GenerateOptions options) override {
        const std::scoped_lock lock(engine_.mutex);
        engine_.prompts.push_back(prompt.text() != nullptr ? *prompt.text() : "ids");
        engine_.requests.push_back(options);
        return inference::TokenStream(
            std::make_unique<Source>(engine_, engine_.script, std::move(options)));
    }
    inference::TokenStream chat(std::span<const inference::Message> messages,
                                inference::GenerateOptions options) override {
        const std::scoped_lock lock(engine_.mutex);
        engine_.conversations.emplace_back(messages.begin(), messages.end());
        engine_.requests.push_back(options);
        return inference::TokenStream(
            std::make_unique<Source>(engine_, engine_.script, std::move(options)));
    }
    inference::Result<std::vector<inference::ClassifyResult>> classify(
        std::span<const inference::Prompt>, inference::GenerateOptions) override {
        return inference::fail(inference::ErrorCode::unsupported, "fake: no classify");
    }
    inference::Result<std::vector<inference::BatchResult>> batch_generate(
        std::span<const inference::Prompt>, inference::GenerateOptions) override {
        return inference::fail(inference::ErrorCode::unsupported, "fake: no batch");
    }
    std::string model_type() const override { return "fake"; }
    inference::ModelInfo info() const override { return engine_.info; }
    inference::GenerateMetrics metrics() const override { return {}; }
    std::optional<inference::Error> last_error() const override { return std::nullopt; }
    inference::Result<void> close() override {
        ++engine_.closed;
        return {};
    }

protected:
    Engine& engine_;
};

class FakeBackend final : public inference::Backend {
public:
    FakeBackend(std::string name, Engine& engine) : name_(std::move(name)), engine_(engine) {}

    std::string_view name() const override { return name_; }
    inference::Result<void> available() const override {
        if (why_not) return std::unexpected(*why_not);
        return {};
    }
    inference::Result<std::unique_ptr<inference::TextModel>> load_model(
        const std::string& path, inference::LoadOptions options) override {
        engine_.paths.push_back(path);
        engine_.loads.push_back(options);
        if (engine_.on_load) {
            if (auto ok = engine_.on_load(options); !ok) return std::unexpected(ok.error());
        }
        return make_model(engine_);
    }

    std::optional<inference::Error> why_not;
    /// Tests of one command give a model that can do more.
    std::function<std::unique_ptr<inference::TextModel>(Engine&)> make_model = [](Engine& engine) {
        return std::make_unique<Model>(engine);
    };

private:
    std::string name_;
    Engine& engine_;
};

}  // namespace rocinfer_cli::fake
