// SPDX-License-Identifier: EUPL-1.2
#include <inference/discovery.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace inference {

namespace {

/// A variable, or else a path below another one; empty where neither is set.
class Places {
public:
    explicit Places(const Environment& environment) : environment_(environment) {}

    std::string variable(const char* name) const { return environment_.get(name).value_or(""); }
    std::string below(const char* name, const std::string& path) const {
        const std::string base = variable(name);
        return base.empty() ? std::string{} : base + "/" + path;
    }
    std::string cache(const std::string& path) const {
        const std::string given = below("XDG_CACHE_HOME", path);
        return given.empty() ? below("HOME", ".cache/" + path) : given;
    }

private:
    const Environment& environment_;
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

std::vector<ModelStore> known_stores(const Environment& environment) {
    const Places places(environment);
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
    // Where its service for all users keeps them, if this user may look.
    if (places.variable("OLLAMA_MODELS").empty())
        add(stores, {"Ollama", "/usr/share/ollama/.ollama/models", StoreKind::ollama, false});
    return stores;
}

std::string default_discovery_cache(const Environment& environment) {
    return Places(environment).cache("rocinfer/models");
}

}  // namespace inference
