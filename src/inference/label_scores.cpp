// SPDX-License-Identifier: EUPL-1.2
#include <inference/label_scores.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace inference {
namespace {

using Ids = std::vector<TokenId>;

// Each context's answer has a value for each token of the vocabulary: this limits the memory.
constexpr std::size_t kContextsAtOnce = 64;

std::size_t common_prefix(const Ids& a, const Ids& b) {
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

// The tokens of one prompt followed by each of its labels, and which positions are scored.
struct Candidates {
    std::vector<Ids> ids;
    std::size_t shared = 0;          // the number of first tokens that all have in common
    std::vector<std::size_t> until;  // for each label, from where on it differs from all others
};

// Tokenised together with the prompt, because a token may span the end of the prompt.
Result<std::vector<Ids>> tokenised_together(Tokeniser& tokeniser, const std::string& prompt,
                                            std::span<const std::string> labels) {
    std::vector<Ids> all;
    for (const std::string& label : labels) {
        auto ids = tokeniser.tokenize(prompt + label);
        if (!ids) return std::unexpected(ids.error());
        if (ids->empty())
            return fail(ErrorCode::invalid_argument, "labels: '" + label + "' has no token");
        all.push_back(*std::move(ids));
    }
    return all;
}

// Prompt and label tokenised separately: the prompt's tokens are the same for every label.
Result<std::vector<Ids>> tokenised_apart(Tokeniser& tokeniser, const std::string& prompt,
                                         std::span<const std::string> labels) {
    const auto before = tokeniser.tokenize(prompt);
    if (!before) return std::unexpected(before.error());
    if (before->empty()) {
        return fail(ErrorCode::unsupported,
                    "labels: the prompt is empty, and this model has no begin token that could "
                    "stand for it; give it a text");
    }
    std::vector<Ids> all;
    for (const std::string& label : labels) {
        const auto after = tokeniser.tokenize(label, false);
        if (!after) return std::unexpected(after.error());
        if (after->empty())
            return fail(ErrorCode::invalid_argument, "labels: '" + label + "' has no token");
        all.push_back(*before);
        all.back().insert(all.back().end(), after->begin(), after->end());
    }
    return all;
}

Result<Candidates> compared(std::vector<Ids> all, std::span<const std::string> labels) {
    Candidates found{.ids = std::move(all), .shared = 0, .until = {}};
    found.shared = found.ids.front().size();
    for (const Ids& ids : found.ids)
        found.shared = std::min(found.shared, common_prefix(found.ids.front(), ids));
    for (std::size_t i = 0; i < labels.size(); ++i) {
        std::size_t alike = found.shared;
        for (std::size_t j = 0; j < labels.size(); ++j) {
            if (i == j) continue;
            if (found.ids[i] == found.ids[j]) {
                return fail(ErrorCode::invalid_argument, "labels: '" + labels[i] + "' and '" +
                                                             labels[j] + "' are the same tokens");
            }
            alike = std::max(alike, common_prefix(found.ids[i], found.ids[j]));
        }
        found.until.push_back(std::min(alike + 1, found.ids[i].size()));
    }
    // For a label that is the beginning of all others, at least its last token is scored.
    for (const Ids& ids : found.ids)
        found.shared = std::min(found.shared, ids.size() - 1);
    return found;
}

Result<Candidates> tokenised(Tokeniser& tokeniser, const std::string& prompt,
                             std::span<const std::string> labels) {
    auto together = tokenised_together(tokeniser, prompt, labels);
    if (!together) return std::unexpected(together.error());
    auto found = compared(*std::move(together), labels);
    if (found && found->shared > 0) return found;
    // Without a begin token a short prompt may become part of a label's first token. Then there is
    // no context to ask the model for, or nothing that distinguishes the labels.
    auto apart = tokenised_apart(tokeniser, prompt, labels);
    if (!apart) return std::unexpected(apart.error());
    return compared(*std::move(apart), labels);
}

double log_sum(const std::vector<float>& values) {
    const float most = std::ranges::max(values);
    double sum = 0;
    for (const float value : values)
        sum += std::exp(static_cast<double>(value - most));
    return static_cast<double>(most) + std::log(sum);
}

// The requests to the model: each context once, with the tokens whose scores are wanted after it.
class Contexts {
public:
    void want(Ids context, TokenId token) { wanted_[std::move(context)][token] = 0; }
    std::size_t size() const { return wanted_.size(); }

    Result<void> ask(TextModel& model, GenerateOptions options) {
        options.return_logits = true;
        auto next = wanted_.begin();
        while (next != wanted_.end()) {
            std::vector<Prompt> prompts;
            const auto first = next;
            for (; next != wanted_.end() && prompts.size() < kContextsAtOnce; ++next)
                prompts.emplace_back(next->first);
            auto results = model.classify(prompts, options);
            if (!results) return std::unexpected(results.error());
            auto context = first;
            for (const auto& result : *results)
                take(*context++, result);
        }
        return {};
    }

    Result<double> log_probability(const Ids& context, TokenId token) const {
        if (const auto failed = errors_.find(context); failed != errors_.end())
            return std::unexpected(failed->second);
        return wanted_.at(context).at(token);
    }

private:
    void take(std::pair<const Ids, std::map<TokenId, double>>& context,
              const ClassifyResult& result) {
        if (result.error) {
            errors_[context.first] = *result.error;
            return;
        }
        if (result.logits.empty()) {
            errors_[context.first] = {ErrorCode::protocol, "labels: the model gave no values", {}};
            return;
        }
        const double all = log_sum(result.logits);
        for (auto& [token, value] : context.second) {
            const auto at = static_cast<std::size_t>(token);
            value = at < result.logits.size() ? static_cast<double>(result.logits[at]) - all
                                              : -HUGE_VAL;
        }
    }

    std::map<Ids, std::map<TokenId, double>> wanted_;
    std::map<Ids, Error> errors_;
};

Ids beginning(const Ids& ids, std::size_t count) {
    return {ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(count)};
}

LabelScores scored(const Candidates& candidates, const Contexts& contexts) {
    LabelScores scores;
    for (std::size_t label = 0; label < candidates.ids.size(); ++label) {
        double sum = 0;
        for (std::size_t at = candidates.shared; at < candidates.until[label]; ++at) {
            const auto value = contexts.log_probability(beginning(candidates.ids[label], at),
                                                        candidates.ids[label][at]);
            if (!value) return {.probabilities = {}, .coverage = 0, .error = value.error()};
            sum += *value;
        }
        scores.probabilities.push_back(sum);
    }
    const double most = std::ranges::max(scores.probabilities);
    double sum = 0;
    for (double& value : scores.probabilities) {
        scores.coverage += std::exp(value);
        // Where the model gives all of them probability 0, each gets the same share.
        value = std::isinf(most) ? 1 : std::exp(value - most);
        sum += value;
    }
    for (double& value : scores.probabilities)
        value /= sum;
    return scores;
}

}  // namespace

Result<std::vector<LabelScores>> score_labels(TextModel& model,
                                              std::span<const std::string> prompts,
                                              std::span<const std::string> labels,
                                              const GenerateOptions& options) {
    auto* tokeniser = model.extension<Tokeniser>();
    if (tokeniser == nullptr)
        return fail(ErrorCode::unsupported, "labels: this model gives no access to its tokeniser");
    if (labels.size() < 2) return fail(ErrorCode::invalid_argument, "labels: give two or more");
    if (std::ranges::find(labels, "") != labels.end())
        return fail(ErrorCode::invalid_argument, "labels: one of them is empty");

    std::vector<Result<Candidates>> candidates;
    Contexts contexts;
    for (const std::string& prompt : prompts) {
        auto found = tokenised(*tokeniser, prompt, labels);
        if (!found && found.error().code == ErrorCode::invalid_argument)
            return std::unexpected(found.error());
        if (found) {
            for (std::size_t label = 0; label < labels.size(); ++label) {
                const Ids& ids = found->ids[label];
                for (std::size_t at = found->shared; at < found->until[label]; ++at)
                    contexts.want(beginning(ids, at), ids[at]);
            }
        }
        candidates.push_back(std::move(found));
    }
    if (auto asked = contexts.ask(model, options); !asked) return std::unexpected(asked.error());

    std::vector<LabelScores> scores;
    scores.reserve(candidates.size());
    for (const auto& found : candidates) {
        scores.push_back(found ? scored(*found, contexts) : LabelScores{{}, 0, found.error()});
    }
    return scores;
}

}  // namespace inference
