// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace rocinfer_cli {

/// One line for --version: the llama-server that would be used, its version and place, or why
/// there is none.
std::string engine_version();

}  // namespace rocinfer_cli
