// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/backend.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// Which backends there are. Thread-safe. Programs use the global one (registry()); tests make
/// their own.
class Registry {
public:
    /// Adds a backend; one of the same name is replaced.
    void add(std::shared_ptr<Backend> backend);
    /// The backend of this name; `not_found` with the names that are there.
    Result<std::shared_ptr<Backend>> get(std::string_view name) const;
    /// The names, in the order they were added.
    std::vector<std::string> list() const;
    /// The backends, in the order they were added.
    std::vector<std::shared_ptr<Backend>> all() const;
    /// The best available one: metal, rocm, vulkan, llama_cpp, then any in the order they were
    /// added; `unavailable` with each one's reason where there is none.
    Result<std::shared_ptr<Backend>> best() const;
    /// The one that `name` names, or best() where it is empty; an unavailable one is an error with
    /// its reason and the backends that are available.
    Result<std::shared_ptr<Backend>> choose(std::string_view name) const;
    /// The same for a load: the one that options.backend names, or the best one for its engine and
    /// device.
    Result<std::shared_ptr<Backend>> choose_for(const LoadOptions& options) const;
    /// Loads with the backend that options.backend names, or with the best one.
    Result<std::unique_ptr<TextModel>> load_model(const std::string& path,
                                                  LoadOptions options = {}) const;

private:
    Result<std::shared_ptr<Backend>> best_for(const LoadOptions& options) const;

    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<Backend>> backends_;
};

/// The program's registry: linking a backend's library adds it here.
Registry& registry();

/// registry().load_model(path, options): the whole library in one call.
Result<std::unique_ptr<TextModel>> load_model(const std::string& path, LoadOptions options = {});

}  // namespace inference
