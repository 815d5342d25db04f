// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <optional>
#include <string>
#include <vector>

namespace rocinfer_cli {

/// Where the model that is used when none is named may be.
struct BundledModelPlaces {
    /// ROCINFER_MODEL: where set, the only place.
    std::optional<std::string> environment;
    /// Files, the first that exists is taken.
    std::vector<std::string> candidates;
};

/// The places of this process: beside the executable, the installed data folder, the source tree.
BundledModelPlaces bundled_model_places();

/// Its path; `not_found` that says where it was looked for.
inference::Result<std::string> find_bundled_model(const BundledModelPlaces& places);

}  // namespace rocinfer_cli
