// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <string>
#include <string_view>

namespace inference::stub {

/// Why `part` can't do anything in this build.
inline std::unexpected<Error> refusal(std::string_view part) {
    return fail(ErrorCode::unavailable,
                std::string(part) +
                    ": this build is for " ROCINFER_BUILT_FOR
                    "; the engine runs under linux on x86-64 only; build and run it there "
                    "(reading model files works here too)");
}

}  // namespace inference::stub
