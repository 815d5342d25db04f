// SPDX-License-Identifier: EUPL-1.2
#include "terminal/standard_output.h"

#include "exit_codes.h"

#include <cstring>
#include <unistd.h>

namespace rocinfer_cli {

FdOutput& standard_output() {
    static FdOutput output(STDOUT_FILENO);
    return output;
}

std::string lost_output(int error) {
    return "stdout: can't be written: " + std::string(std::strerror(error));
}

int unless_lost(int code, const Output& out, Status& status) {
    if (out.error() == 0) return code;
    status.error(lost_output(out.error()));
    return kFailure;
}

}  // namespace rocinfer_cli
