// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/open_model.h"

#include <string>
#include <vector>

namespace rocinfer_cli {

struct TrialRequest {
    ModelRequest model;
    std::vector<std::string> engines;  ///< names or paths
};

/// What one engine did.
struct Trial {
    std::string engine;
    std::string backend;
    std::string device;
    std::string answer;
    double prefill_tokens_per_second = 0;
    double decode_tokens_per_second = 0;
};

/// Which of them was the fastest, in words; empty for fewer than two.
std::string who_won(const std::vector<Trial>& trials);

/// Answers one prompt on each engine and measures prefill and decode; exit code.
int try_engines(const TrialRequest& request, const CommandContext& around);

}  // namespace rocinfer_cli
