// SPDX-License-Identifier: EUPL-1.2
#include "engines/engine_kernels.h"

#include "llamacpp/launch/cpu_backend.h"

#include <map>
#include <mutex>
#include <set>
#include <sys/stat.h>
#include <tuple>
#include <vector>

namespace inference::engines {
namespace {

// A server's file and what tells that it is another one now, and what changes where it looks.
using BuildKey = std::tuple<std::string, ino_t, off_t, long, long, std::string, std::string>;

}  // namespace

llamacpp::ServerBuild build_of(const std::string& server, const Environment& environment) {
    static std::mutex mutex;
    static std::map<BuildKey, llamacpp::ServerBuild> known;
    struct stat status{};
    if (::stat(server.c_str(), &status) != 0) return {};
    const auto libraries = environment.get("LD_LIBRARY_PATH").value_or("");
    const auto backend =
        environment.get("GGML_BACKEND_PATH").value_or(llamacpp::cpu_backend_beside(server));
    const BuildKey key{
        server,    status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
        libraries, backend};
    {
        const std::scoped_lock lock(mutex);
        if (const auto found = known.find(key); found != known.end()) return found->second;
    }
    auto build = llamacpp::inspect_build(server, libraries, backend);
    const std::scoped_lock lock(mutex);
    return known.insert_or_assign(key, std::move(build)).first->second;
}

std::vector<std::string> ways_of(const llamacpp::ServerBuild& build) {
    std::set<std::string> ways;
    for (const auto& backend : build.backends)
        ways.insert(backend.starts_with("cpu") ? "cpu" : backend);
    return {ways.begin(), ways.end()};
}

rocm::EngineKernels rocm_kernels(const llamacpp::ServerBuild& build) {
    return {false, build.gfx_targets, build.rocblas_targets.value_or(std::vector<std::string>{})};
}

}  // namespace inference::engines
