// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/results.h>

#include <string>
#include <vector>

namespace inference::rocm {

/// How to look for models.
struct DiscoveryOptions {
    bool recursive = false;
};

/// A file that looks like a model but can't be read.
struct UnreadableModel {
    std::string path;
    Error error;
};

/// What a search found, sorted by path.
struct Discovery {
    std::vector<ModelInfo> models;
    std::vector<UnreadableModel> unreadable;
};

/// All `*.gguf` files of a folder. `not_found` or `io` only where the folder itself can't be read.
Result<Discovery> discover_models(const std::string& folder, DiscoveryOptions options = {});

}  // namespace inference::rocm
