// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/environment.h>
#include <inference/error.h>
#include <inference/results.h>

#include <string>
#include <vector>

namespace inference {

/// How to look for models.
struct DiscoveryOptions {
    /// Look into the folder's folders too, 32 deep. Links are followed, each file and folder once.
    bool recursive = false;
    /// Remembers what was read, so that only changed files are read again; empty = nothing is
    /// remembered. One that is damaged, of another version or not writable is no error.
    std::string cache_file{};
};

/// A file that looks like a model but can't be read.
struct UnreadableModel {
    std::string path;
    Error error;
};

/// What a search found, sorted by path.
struct Discovery {
    std::vector<ModelInfo> models;  ///< language models
    std::vector<ModelInfo> others;  ///< sound files that are something else: see ModelInfo::kind
    std::vector<UnreadableModel> unreadable;
};

/// How a store keeps its models.
enum class StoreKind {
    folder,  ///< `*.gguf` files
    ollama,  ///< blobs, named by manifests
};

/// A place where some program keeps models.
struct ModelStore {
    std::string name;  ///< e.g. "Hugging Face"
    std::string path;
    StoreKind kind = StoreKind::folder;
    bool recursive = false;
};

/// The stores of this user that exist: ROCM_MODEL_DIR, Hugging Face's cache, LM Studio's models,
/// llama.cpp's cache, Ollama's models.
std::vector<ModelStore> known_stores(const Environment& environment = Environment::of_process());

/// Where a program should keep DiscoveryOptions::cache_file: below XDG_CACHE_HOME or ~/.cache;
/// empty where neither is known.
std::string default_discovery_cache(const Environment& environment = Environment::of_process());

/// All `*.gguf` files of a folder; a split model is listed once, by its first part. Reads several
/// files at once; as GgufDepth::metadata does. `not_found` or `io` only where the folder itself
/// can't be read. Thread-safe.
Result<Discovery> discover_models(const std::string& folder, const DiscoveryOptions& options = {});

/// All models of a store; `options.recursive` is the store's. Ollama's models bear the names of
/// their manifests ("llama3.2:3b").
Result<Discovery> discover_models(const ModelStore& store, const DiscoveryOptions& options = {});

/// All models of all stores, each once; a store that can't be read is listed as unreadable.
Discovery discover_models(const std::vector<ModelStore>& stores,
                          const DiscoveryOptions& options = {});

}  // namespace inference
