// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/request/embedding.h"

#include "llamacpp/request/json_endpoint.h"

#include <cmath>

namespace inference::llamacpp {
namespace {

using nlohmann::json;

Result<void> check_texts(std::span<const std::string> texts) {
    for (const std::string& text : texts) {
        if (auto ok = check_utf8("a text", text); !ok) return ok;
    }
    return {};
}

// One row where the model pools, a row for each token where it does not.
bool add_rows(const json& rows, std::vector<float>& sum) {
    if (!rows.is_array() || rows.empty()) return false;
    for (const json& row : rows) {
        if (!row.is_array()) return false;
        sum.resize(row.size());
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (!row[i].is_number()) return false;
            sum[i] += row[i].get<float>();
        }
    }
    return true;
}

void make_unit_length(std::vector<float>& vector) {
    double square = 0;
    for (const float value : vector)
        square += double{value} * value;
    if (square <= 0) return;
    const auto scale = static_cast<float>(1.0 / std::sqrt(square));
    for (float& value : vector)
        value *= scale;
}

}  // namespace

Result<std::vector<std::vector<float>>> embed(const Server& server,
                                              std::span<const std::string> texts) {
    if (texts.empty()) return std::vector<std::vector<float>>{};
    if (auto ok = check_texts(texts); !ok) return std::unexpected(ok.error());
    auto answer = ask_json(server, "/embedding", {{"content", texts}});
    if (!answer) return std::unexpected(answer.error());
    if (!answer->is_array()) return not_understood("/embedding");
    std::vector<std::vector<float>> vectors(texts.size());
    for (const json& entry : *answer) {
        if (!entry.is_object()) return not_understood("/embedding");
        const json index = entry.value("index", json());
        if (!index.is_number_unsigned() || index.get<std::size_t>() >= vectors.size()) {
            return not_understood("/embedding");
        }
        std::vector<float>& vector = vectors[index.get<std::size_t>()];
        vector.clear();
        if (!add_rows(entry.value("embedding", json()), vector)) {
            return not_understood("/embedding");
        }
        make_unit_length(vector);
    }
    for (const auto& vector : vectors) {
        if (vector.empty()) return not_understood("/embedding");
    }
    return vectors;
}

Result<std::vector<float>> rerank(const Server& server, std::string_view query,
                                  std::span<const std::string> documents) {
    if (documents.empty()) return std::vector<float>{};
    if (auto ok = check_utf8("the query", query); !ok) return std::unexpected(ok.error());
    if (auto ok = check_texts(documents); !ok) return std::unexpected(ok.error());
    auto answer = ask_json(server, "/rerank", {{"query", query}, {"documents", documents}});
    if (!answer) return std::unexpected(answer.error());
    const json results = answer->is_object() ? answer->value("results", json()) : json();
    if (!results.is_array() || results.size() != documents.size()) return not_understood("/rerank");
    std::vector<float> scores(documents.size());
    for (const json& entry : results) {
        if (!entry.is_object()) return not_understood("/rerank");
        const json index = entry.value("index", json());
        const json score = entry.value("relevance_score", json());
        if (!index.is_number_unsigned() || index.get<std::size_t>() >= scores.size() ||
            !score.is_number()) {
            return not_understood("/rerank");
        }
        scores[index.get<std::size_t>()] = score.get<float>();
    }
    return scores;
}

}  // namespace inference::llamacpp
