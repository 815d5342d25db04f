// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/answer.h"
#include "terminal/console.h"
#include "terminal/status.h"

#include <inference/label_scores.h>
#include <inference/results.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rocinfer_cli {

/// One row for each prompt that was classified, as a table or as JSON.
class ClassifyRows {
public:
    /// `labels` as they are scored; none: the token that the model predicts is shown.
    ClassifyRows(const std::vector<std::string>& labels, AnswerFormat format,
                 const Console& console, Status& status);

    void header();
    void labels(const std::string& prompt, const inference::LabelScores& scores);
    void token(const std::string& prompt, const inference::ClassifyResult& result);
    /// How many prompts failed.
    std::size_t failures() const { return failures_; }

private:
    void failed(const std::string& prompt, const inference::Error& error);
    std::size_t label_column() const;
    std::string fitted(std::string row, const std::string& prompt) const;
    void put(const std::string& text);

    const AnswerFormat format_;
    const Console& console_;
    Status& status_;
    std::vector<std::string> names_;
    std::size_t widest_ = 0;
    std::size_t failures_ = 0;
};

/// Without the blanks around it.
std::string trimmed(std::string_view text);

}  // namespace rocinfer_cli
