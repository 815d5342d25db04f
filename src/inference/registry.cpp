// SPDX-License-Identifier: EUPL-1.2
#include <inference/registry.h>

#include <algorithm>
#include <array>

namespace inference {
namespace {

constexpr std::array<std::string_view, 4> kPreferred{"metal", "rocm", "vulkan", "llama_cpp"};

std::string joined(const std::vector<std::string>& names) {
    if (names.empty()) return "none";
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

// Not std::stable_sort: it calls a deprecated function, for which clang warns.
std::vector<std::shared_ptr<Backend>> preferred_first(
    const std::vector<std::shared_ptr<Backend>>& backends) {
    const auto rank = [](const auto& backend) {
        return std::ranges::find(kPreferred, backend->name()) - kPreferred.begin();
    };
    std::vector<std::shared_ptr<Backend>> ordered;
    for (const auto& backend : backends)
        ordered.insert(std::ranges::upper_bound(ordered, rank(backend), {}, rank), backend);
    return ordered;
}

}  // namespace

void Registry::add(std::shared_ptr<Backend> backend) {
    if (!backend) return;
    const std::scoped_lock lock(mutex_);
    auto same = std::ranges::find_if(
        backends_, [&](const auto& have) { return have->name() == backend->name(); });
    if (same != backends_.end()) {
        *same = std::move(backend);
        return;
    }
    backends_.push_back(std::move(backend));
}

std::vector<std::shared_ptr<Backend>> Registry::all() const {
    const std::scoped_lock lock(mutex_);
    return backends_;
}

std::vector<std::string> Registry::list() const {
    std::vector<std::string> names;
    for (const auto& backend : all())
        names.emplace_back(backend->name());
    return names;
}

Result<std::shared_ptr<Backend>> Registry::get(std::string_view name) const {
    for (const auto& backend : all()) {
        if (backend->name() == name) return backend;
    }
    return fail(ErrorCode::not_found, "inference: there is no backend '" + std::string(name) +
                                          "'; registered: " + joined(list()));
}

Result<std::shared_ptr<Backend>> Registry::best() const {
    return best_for({});
}

Result<std::shared_ptr<Backend>> Registry::best_for(const LoadOptions& options) const {
    std::string reasons;
    for (const auto& backend : preferred_first(all())) {
        auto ready = backend->available_for(options);
        if (ready) return backend;
        reasons += "\n  " + std::string(backend->name()) + ": " + ready.error().message;
    }
    if (reasons.empty()) {
        return fail(
            ErrorCode::unavailable,
            "inference: no backend is registered; link rocinfer::rocm or call register_backend");
    }
    return fail(ErrorCode::unavailable, "inference: no backend can be used here:" + reasons);
}

Result<std::shared_ptr<Backend>> Registry::choose(std::string_view name) const {
    LoadOptions options;
    options.backend = name;
    return choose_for(options);
}

Result<std::shared_ptr<Backend>> Registry::choose_for(const LoadOptions& options) const {
    const std::string_view name = options.backend;
    if (name.empty()) return best_for(options);
    auto backend = get(name);
    if (!backend) return backend;
    auto ready = (*backend)->available_for(options);
    if (ready) return backend;
    std::vector<std::string> usable;
    for (const auto& other : all()) {
        if (other->available()) usable.emplace_back(other->name());
    }
    return fail(ready.error().code,
                "inference: backend '" + std::string(name) + "' can't be used here: " +
                    ready.error().message + " (available: " + joined(usable) + ")",
                ready.error().detail);
}

Result<std::unique_ptr<TextModel>> Registry::load_model(const std::string& path,
                                                        LoadOptions options) const {
    if (auto ok = validate(options); !ok) return std::unexpected(ok.error());
    auto backend = choose_for(options);
    if (!backend) return std::unexpected(backend.error());
    return (*backend)->load_model(path, std::move(options));
}

Registry& registry() {
    static Registry global;
    return global;
}

Result<std::unique_ptr<TextModel>> load_model(const std::string& path, LoadOptions options) {
    return registry().load_model(path, std::move(options));
}

}  // namespace inference
