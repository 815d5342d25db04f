// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>

namespace inference::llamacpp {

/// Who listens on a unix socket, as the kernel saw it when they began; empty where nobody does. A
/// script that starts the server as a child of its own is not it: a signal ends the script alone,
/// and the server would outlive us all.
std::optional<pid_t> listening_process(const std::string& socket_path);

}  // namespace inference::llamacpp
