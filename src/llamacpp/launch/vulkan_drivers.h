// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/environment.h>

#include <string>

namespace inference::llamacpp {

/// An engine in a prefix of its own (PREFIX/usr/bin/llama-server) may bring Vulkan drivers, which
/// the loader of the system's folders does not find: they are added to those that it finds, with
/// VK_ADD_DRIVER_FILES. A caller's own choice of drivers stays as it is.
Environment with_own_drivers(Environment host, const std::string& server_path);

}  // namespace inference::llamacpp
