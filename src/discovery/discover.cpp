// SPDX-License-Identifier: EUPL-1.2
#include "base/parallel_for.h"
#include "discovery/candidate.h"
#include "discovery/metadata_cache.h"

#include <inference/discovery.h>
#include <inference/gguf.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <thread>

namespace inference {

namespace {

using discovery::Cache;
using discovery::Candidate;
using discovery::Candidates;
using discovery::Stamp;

/// The result for one file. The stamp is taken before the file is read: if the file changes in
/// between, the next search sees another stamp and reads it again.
struct Reading {
    std::optional<Stamp> stamp;
    std::optional<Result<ModelInfo>> info;
    bool from_cache = false;
};

Reading read_one(const Candidate& candidate, const Cache* cache) {
    Reading reading;
    if (cache != nullptr) {
        reading.stamp = discovery::stamp_of(candidate.path);
        if (reading.stamp) {
            if (const ModelInfo* known = cache->find(candidate.path, *reading.stamp)) {
                reading.info = *known;
                reading.from_cache = true;
                return reading;
            }
        }
    }
    auto model = read_gguf(candidate.path);
    if (model)
        reading.info = std::move(model->info);
    else
        reading.info = std::unexpected(std::move(model.error()));
    return reading;
}

void remember(Cache& cache, const Candidate& candidate, const Reading& reading) {
    if (reading.from_cache) return;
    if (reading.stamp && reading.info->has_value())
        cache.put(candidate.path, *reading.stamp, **reading.info);
    else
        cache.forget(candidate.path);
}

std::size_t threads_for(std::size_t files) {
    // Reading headers is limited by memory, then by the disk: more threads than this gain nothing.
    constexpr std::size_t kMostThreads = 8;
    // With fewer files a thread costs more than it saves.
    constexpr std::size_t kFilesWorthAThread = 8;
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    return std::min({kMostThreads, cores, files / kFilesWorthAThread + 1});
}

Discovery read_all(Candidates candidates, const DiscoveryOptions& options) {
    std::optional<Cache> cache;
    if (!options.cache_file.empty()) cache = Cache::load(options.cache_file);
    const auto& files = candidates.files;
    std::vector<Reading> readings(files.size());
    base::parallel_for(files.size(), threads_for(files.size()), [&](std::size_t i) {
        readings[i] = read_one(files[i], cache ? &*cache : nullptr);
    });

    Discovery found;
    found.unreadable = std::move(candidates.unreadable);
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (cache) remember(*cache, files[i], readings[i]);
        Result<ModelInfo>& info = *readings[i].info;
        if (!info) {
            found.unreadable.push_back({files[i].path, std::move(info.error())});
            continue;
        }
        if (!files[i].name.empty()) info->name = files[i].name;
        auto& list = info->kind == ModelKind::language_model ? found.models : found.others;
        list.push_back(std::move(*info));
    }
    // Without a saved cache the next search takes longer; nothing else is lost.
    if (cache && cache->changed()) cache->save(options.cache_file);
    return found;
}

Result<Candidates> candidates_of(const ModelStore& store) {
    return store.kind == StoreKind::ollama ? discovery::find_ollama_models(store.path)
                                           : discovery::find_files(store.path, store.recursive);
}

}  // namespace

Result<Discovery> discover_models(const std::string& folder, const DiscoveryOptions& options) {
    return discover_models(ModelStore{{}, folder, StoreKind::folder, options.recursive}, options);
}

Result<Discovery> discover_models(const ModelStore& store, const DiscoveryOptions& options) {
    auto candidates = candidates_of(store);
    if (!candidates) return std::unexpected(std::move(candidates.error()));
    return read_all(std::move(*candidates), options);
}

Discovery discover_models(const std::vector<ModelStore>& stores, const DiscoveryOptions& options) {
    Candidates all;
    for (const ModelStore& store : stores) {
        auto candidates = candidates_of(store);
        if (!candidates) {
            all.unreadable.push_back({store.path, std::move(candidates.error())});
            continue;
        }
        std::move(candidates->files.begin(), candidates->files.end(),
                  std::back_inserter(all.files));
        std::move(candidates->unreadable.begin(), candidates->unreadable.end(),
                  std::back_inserter(all.unreadable));
    }
    // One store may lie inside another: then each file is listed once.
    std::sort(all.files.begin(), all.files.end(), [](const Candidate& a, const Candidate& b) {
        return a.path != b.path ? a.path < b.path : a.name < b.name;
    });
    all.files.erase(std::unique(all.files.begin(), all.files.end(),
                                [](const Candidate& a, const Candidate& b) {
                                    return a.path == b.path && a.name == b.name;
                                }),
                    all.files.end());
    return read_all(std::move(all), options);
}

}  // namespace inference
