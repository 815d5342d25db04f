// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace support {

/// The programs of tests/support/children.
inline std::string child_path(const std::string& name) {
    return ROCINFER_BINARY_DIR "/tests/support/children/" + name;
}

/// See tests/support/fake_llama_server.cpp.
inline std::string fake_llama_server_path() {
    return ROCINFER_BINARY_DIR "/tests/support/fake_llama_server";
}

}  // namespace support
