// SPDX-License-Identifier: EUPL-1.2
#include "backend/host.h"

#include <utility>

namespace inference::backend {
namespace {

using Clock = std::chrono::steady_clock;

// Longer ago, the GPUs' free memory may be another.
constexpr auto kJustNow = std::chrono::seconds(1);

}  // namespace

Host look_at_host(const std::string& root, LookFor what) {
    auto environment = Environment::of_process();
    auto server = llamacpp::find_server(environment);
    Host host{root, std::move(environment), std::move(server), std::nullopt};
    if (host.root.empty()) host.root = rocm::sysroot_of(host.environment);
    if (what == LookFor::server_and_gpus) {
        host.gpus = rocm::read_gpus(host.root, rocm::GpuEnvironment::from(host.environment));
    }
    return host;
}

Host with_engine(Host host, const std::string& engine) {
    if (!engine.empty()) host.server = llamacpp::find_server(host.environment, engine);
    return host;
}

std::shared_ptr<const Host> HostView::look() const {
    auto host = std::make_shared<const Host>(look_(root_, what_));
    const std::scoped_lock lock(mutex_);
    seen_ = host;
    seen_at_ = Clock::now();
    return host;
}

std::shared_ptr<const Host> HostView::take() const {
    std::shared_ptr<const Host> seen;
    {
        const std::scoped_lock lock(mutex_);
        seen = std::exchange(seen_, nullptr);
        if (Clock::now() - seen_at_ > kJustNow) seen = nullptr;
    }
    if (seen && seen->environment == Environment::of_process()) return seen;
    return std::make_shared<const Host>(look_(root_, what_));
}

}  // namespace inference::backend
