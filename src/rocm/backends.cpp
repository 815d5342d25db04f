// SPDX-License-Identifier: EUPL-1.2
#include "rocm/backends.h"

#include "llamacpp/find_server.h"
#include "rocm/load.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace inference::rocm {
namespace {

Result<void> server_found() {
    auto server = llamacpp::find_server(llamacpp::Environment::of_host());
    if (!server) return std::unexpected(server.error());
    return {};
}

}  // namespace

Result<void> RocmBackend::available() const {
    const std::string device = sysroot_ + (sysroot_.ends_with('/') ? "" : "/") + "dev/kfd";
    const int kfd = ::open(device.c_str(), O_RDWR | O_CLOEXEC);
    if (kfd < 0) {
        return fail(ErrorCode::unavailable,
                    "rocm: " + device + " can't be opened: " + std::strerror(errno) +
                        "; no AMD GPU driver is loaded, or this user may not "
                        "use it");
    }
    ::close(kfd);
    return server_found();
}

Result<std::unique_ptr<TextModel>> RocmBackend::load_model(const std::string& path,
                                                           LoadOptions options) {
    if (auto ok = available(); !ok) return std::unexpected(ok.error());
    Placement placement;
    placement.backend = name();
    placement.on_gpu = true;
    return load(path, std::move(options), placement);
}

Result<void> LlamaCppBackend::available() const {
    return server_found();
}

Result<std::unique_ptr<TextModel>> LlamaCppBackend::load_model(const std::string& path,
                                                               LoadOptions options) {
    Placement placement;
    placement.backend = name();
    return load(path, std::move(options), placement);
}

}  // namespace inference::rocm
