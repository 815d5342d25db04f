// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/extensions.h>
#include <inference/text_model.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rocinfer_cli {

/// How likely each label is to follow one prompt.
struct LabelScores {
    /// One for each label, in their order; they sum to 1.
    std::vector<double> probabilities;
    /// What the model gives all of the labels together, against anything else it might say.
    double coverage = 0;
    std::optional<inference::Error> error;
};

/// Scores labels by the tokens that tell them apart: each one's first, and more where labels begin
/// alike. A label follows its prompt directly: put a space where one belongs. Prompts fail one by
/// one; the call fails where labels can't be told apart or the model can't do it at all.
inference::Result<std::vector<LabelScores>> score_labels(inference::TextModel& model,
                                                         std::span<const std::string> prompts,
                                                         std::span<const std::string> labels,
                                                         const inference::GenerateOptions& options);

}  // namespace rocinfer_cli
