// SPDX-License-Identifier: EUPL-1.2
#include "engine_version.h"

namespace rocinfer_cli {

std::string engine_version() {
    return "llama-server: not found (no backend is built in)";
}

}  // namespace rocinfer_cli
