// SPDX-License-Identifier: EUPL-1.2
#include "model/bundled_model.h"

#include <cstdlib>
#include <filesystem>

namespace rocinfer_cli {
namespace {

bool is_file(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored);
}

}  // namespace

BundledModelPlaces bundled_model_places() {
    constexpr const char* kFile = "rocinfer-tiny.gguf";
    BundledModelPlaces places;
    if (const char* path = std::getenv("ROCINFER_MODEL"); path != nullptr && *path != '\0')
        places.environment = path;
    std::error_code failed;
    const auto executable = std::filesystem::read_symlink("/proc/self/exe", failed);
    if (!failed) {
        const auto prefix = executable.parent_path().parent_path();
        places.candidates.push_back(prefix / "share" / "rocinfer" / "models" / kFile);
    }
    places.candidates.push_back(std::string(ROCINFER_DATA_DIR) + "/models/" + kFile);
    places.candidates.push_back(std::string(ROCINFER_SOURCE_MODELS_DIR) + "/" + kFile);
    return places;
}

inference::Result<std::string> find_bundled_model(const BundledModelPlaces& places) {
    using inference::ErrorCode;
    if (places.environment) {
        if (is_file(*places.environment)) return *places.environment;
        return inference::fail(ErrorCode::not_found,
                               "ROCINFER_MODEL names '" + *places.environment +
                                   "', which is not a file; correct or unset it");
    }
    std::string looked;
    for (const std::string& path : places.candidates) {
        if (is_file(path)) return path;
        looked += "\n  " + path;
    }
    return inference::fail(ErrorCode::not_found,
                           "the bundled model is missing; name a model file, or set "
                           "ROCINFER_MODEL. It was looked for at:" +
                               looked);
}

}  // namespace rocinfer_cli
