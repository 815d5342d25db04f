// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "bench/measure.h"
#include "model/answer.h"
#include "model/open_model.h"

#include <optional>
#include <string>

namespace rocinfer_cli {

struct BenchRequest : BenchPlan {
    ModelRequest model;
    std::optional<std::string> compare;  ///< an earlier --json output
    std::string rocinfer_version;
    AnswerFormat format = AnswerFormat::text;
};

/// Measures how fast a model runs here; returns the exit code.
int bench(const BenchRequest& request, const CommandContext& around);

}  // namespace rocinfer_cli
