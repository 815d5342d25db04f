// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "fit/estimate.h"

#include <inference/fit.h>

#include <vector>

namespace inference::fit {

/// What could be changed of a request, the least painful first, each with what it alone gives back.
std::vector<inference::FitAdvice> advice_for(const inference::GgufModel& model,
                                             const inference::FitRequest& request,
                                             const ModelProfile& profile, const RunConfig& config,
                                             const inference::FitPlan& plan);

}  // namespace inference::fit
