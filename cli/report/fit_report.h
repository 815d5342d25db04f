// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/draw_style.h"

#include <inference/fit.h>

#include <nlohmann/json.hpp>

#include <string>

namespace rocinfer_cli {

/// A plan for people: the budget as a bar, the figures, the verdict and the advice.
std::string fit_report(const std::string& title, const inference::FitPlan& plan,
                       const DrawStyle& style);

/// A plan for programs. What needs a budget is null where there is none.
nlohmann::ordered_json to_json(const std::string& path, const inference::FitPlan& plan);

/// "yes", "tight", "35 of 81 layers", "no", or "–" where no budget is known.
std::string short_verdict(const inference::FitPlan& plan);

}  // namespace rocinfer_cli
