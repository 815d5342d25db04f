// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/draw_style.h"

#include <inference/error.h>

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rocinfer_cli {

/// All requests of one number of streams together.
struct StreamsFigure {
    std::int32_t streams = 0;
    double tokens_per_second = 0;
};

/// What was measured, and under which conditions.
struct BenchResult {
    /// Name and value, in the order to show them: versions, backend, GPU, model, options. Two
    /// results may be compared where these are the same.
    std::vector<std::pair<std::string, std::string>> conditions;
    double load_ms = 0;
    double first_token_ms = 0;
    double prefill_tokens_per_second = 0;
    double decode_tokens_per_second = 0;
    std::uint64_t peak_memory_bytes = 0;  ///< 0 where there is no GPU
    std::int32_t restarts = 0;            ///< requests that went on with another engine
    std::vector<StreamsFigure> throughput;
};

nlohmann::ordered_json to_json(const BenchResult& result);
/// `invalid_argument` where the text is no result of ours.
inference::Result<BenchResult> read_bench_result(const std::string& text);

/// The conditions, a table of the figures and a bar chart of the throughput. With `old`, its
/// figures beside the new ones, the ratio, and every condition that differs.
std::string report(const BenchResult& result, const std::optional<BenchResult>& old,
                   const DrawStyle& style);

}  // namespace rocinfer_cli
