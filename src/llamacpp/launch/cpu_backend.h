// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace inference::llamacpp {

/// Debian's ggml looks for its backends in one absolute folder only. A server that was unpacked
/// into a prefix of its own (PREFIX/usr/bin/llama-server) finds none, so the best CPU backend that
/// lies in that prefix and that this processor can run is named to it. Empty where the server is
/// not of that kind.
std::string cpu_backend_beside(const std::string& server_path);

}  // namespace inference::llamacpp
