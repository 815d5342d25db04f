// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/options.h>
#include <inference/results.h>
#include <inference/token.h>
#include <inference/token_stream.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace inference {

/// A loaded model. Every method may be called from any number of threads at the same time.
///
/// Streams carry their own errors and metrics; metrics() and last_error() speak of the call that
/// ended last on this model, whichever thread made it. Destroying a model closes it.
class TextModel {
public:
    virtual ~TextModel() = default;
    TextModel(const TextModel&) = delete;
    TextModel& operator=(const TextModel&) = delete;

    /// Continues the prompt. Refusals (an option out of range, a closed model) are the stream's
    /// error.
    virtual TokenStream generate(Prompt prompt, GenerateOptions options = {}) = 0;
    /// Answers a conversation through the model's own chat template; `unsupported` without one.
    virtual TokenStream chat(std::span<const Message> messages, GenerateOptions options = {}) = 0;
    /// One forward pass for each prompt, no decoding: the token predicted at its end. Results are
    /// in the prompts' order. max_tokens, stop and stop_tokens are ignored.
    virtual Result<std::vector<ClassifyResult>> classify(std::span<const Prompt> prompts,
                                                         GenerateOptions options = {}) = 0;
    /// Generates for all prompts, as many at a time as there are slots. Results are in the prompts'
    /// order; a prompt that fails carries its own error.
    virtual Result<std::vector<BatchResult>> batch_generate(std::span<const Prompt> prompts,
                                                            GenerateOptions options = {}) = 0;
    /// The architecture, e.g. "llama".
    virtual std::string model_type() const = 0;
    virtual ModelInfo info() const = 0;
    /// Of the call that ended last; zeros before the first.
    virtual GenerateMetrics metrics() const = 0;
    /// Of the call that ended last; empty where it went well and before the first.
    virtual std::optional<Error> last_error() const = 0;
    /// Ends all streams with `closed`, stops the engine and gives its memory back. Safe to call
    /// twice and while other calls run.
    virtual Result<void> close() = 0;

    /// Asks for an optional interface (see inference/extensions.h): null where the model has it
    /// not.
    ///
    ///     if (auto* tokeniser = model->extension<Tokeniser>()) …
    template <class Extension>
    Extension* extension() {
        return dynamic_cast<Extension*>(this);
    }

protected:
    TextModel() = default;
};

}  // namespace inference
