// SPDX-License-Identifier: EUPL-1.2
#include "terminal/lost_output.h"

#include "exit_codes.h"

#include <cstring>
#include <string>

namespace rocinfer_cli {

int unless_lost(int code, const Output& out, Status& status) {
    if (out.error() == 0) return code;
    status.error("stdout: can't be written: " + std::string(std::strerror(out.error())));
    return kFailure;
}

}  // namespace rocinfer_cli
