// SPDX-License-Identifier: EUPL-1.2
#include <inference/discovery.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace inference {

namespace {

std::string own_environment(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string{value};
}

/// The value of one variable, or else a path below that of another; empty where neither is set.
class Places {
public:
    explicit Places(const EnvironmentLookup& lookup)
        : lookup_(lookup ? lookup : EnvironmentLookup(own_environment)) {}

    std::string variable(const char* name) const { return lookup_(name); }
    std::string below(const char* name, const std::string& path) const {
        const std::string base = lookup_(name);
        return base.empty() ? std::string{} : base + "/" + path;
    }
    std::string cache(const std::string& path) const {
        const std::string given = below("XDG_CACHE_HOME", path);
        return given.empty() ? below("HOME", ".cache/" + path) : given;
    }

private:
    EnvironmentLookup lookup_;
};

std::string first_of(std::initializer_list<std::string> choices) {
    for (const std::string& choice : choices)
        if (!choice.empty()) return choice;
    return {};
}

void add(std::vector<ModelStore>& stores, ModelStore store) {
    std::error_code ignored;
    if (store.path.empty() || !std::filesystem::is_directory(store.path, ignored)) return;
    for (const ModelStore& other : stores)
        if (std::filesystem::equivalent(other.path, store.path, ignored)) return;
    stores.push_back(std::move(store));
}

}  // namespace

std::vector<ModelStore> known_stores(const EnvironmentLookup& lookup) {
    const Places places(lookup);
    std::vector<ModelStore> stores;
    add(stores, {"ROCM_MODEL_DIR", places.variable("ROCM_MODEL_DIR"), StoreKind::folder, true});
    add(stores,
        {"Hugging Face",
         first_of({places.variable("HF_HUB_CACHE"), places.variable("HUGGINGFACE_HUB_CACHE"),
                   places.below("HF_HOME", "hub"), places.cache("huggingface/hub")}),
         StoreKind::folder, true});
    add(stores, {"LM Studio", places.below("HOME", ".lmstudio/models"), StoreKind::folder, true});
    add(stores,
        {"LM Studio", places.below("HOME", ".cache/lm-studio/models"), StoreKind::folder, true});
    add(stores, {"llama.cpp", first_of({places.variable("LLAMA_CACHE"), places.cache("llama.cpp")}),
                 StoreKind::folder, false});
    add(stores,
        {"Ollama",
         first_of({places.variable("OLLAMA_MODELS"), places.below("HOME", ".ollama/models")}),
         StoreKind::ollama, false});
    // The folder of the system-wide Ollama service; this user may not be allowed to read it.
    if (places.variable("OLLAMA_MODELS").empty())
        add(stores, {"Ollama", "/usr/share/ollama/.ollama/models", StoreKind::ollama, false});
    return stores;
}

std::string default_discovery_cache(const EnvironmentLookup& lookup) {
    return Places(lookup).cache("rocinfer/models");
}

}  // namespace inference
