// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/descriptor.h"

#include <inference/error.h>

namespace inference::process {

struct Pipe {
    base::Descriptor read_end;
    base::Descriptor write_end;
};

/// Both ends close-on-exec and above 2.
Result<Pipe> open_pipe();

/// /dev/null for reading, close-on-exec and above 2.
Result<base::Descriptor> open_null();

}  // namespace inference::process
