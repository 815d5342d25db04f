// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/extensions.h>
#include <inference/text_model.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace inference {

/// How likely each label is to follow one prompt.
struct LabelScores {
    /// One for each label, in their order; they sum to 1.
    std::vector<double> probabilities;
    /// What the model gives all of the labels together, against anything else it might say.
    double coverage = 0;
    std::optional<Error> error;
};

/// Scores labels by the tokens that tell them apart: each one's first, and more where labels begin
/// alike. A label follows its prompt directly: put a space where one belongs. Prompts fail one by
/// one; the call fails where labels can't be told apart (`invalid_argument`) or the model has no
/// Tokeniser (`unsupported`). Costs one forward pass for each token that is scored, and the values
/// of the whole vocabulary with it. Thread-safe as the model is.
Result<std::vector<LabelScores>> score_labels(TextModel& model,
                                              std::span<const std::string> prompts,
                                              std::span<const std::string> labels,
                                              const GenerateOptions& options);

}  // namespace inference
