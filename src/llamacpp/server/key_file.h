// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/launch/runtime_folder.h"

#include <inference/error.h>

#include <string>

namespace inference::llamacpp {

/// The key that a server on TCP asks of its clients.
struct KeyFile {
    std::string path;
    std::string key;  ///< 64 random hexadecimal digits
};

/// Writes a new one, mode 0600, into the server's folder. Errors: `io`.
Result<KeyFile> write_key_file(const RuntimeFolder& folder);

}  // namespace inference::llamacpp
