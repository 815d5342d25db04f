// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/launch/runtime_folder.h"

#include <inference/error.h>

#include <string>

namespace inference::llamacpp {

/// A path that the server can take as it is: absolute (so it can't look like an option), valid
/// UTF-8 (its JSON answers contain it) and free of control characters. A file whose path is not so
/// gets links in `folder`, all parts of a split model included. `separators` are further characters
/// that would be misread (in lists of adapters).
Result<std::string> safe_path(const std::string& path, const RuntimeFolder& folder,
                              const std::string& link_name, const std::string& separators = {});

}  // namespace inference::llamacpp
