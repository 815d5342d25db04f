// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/discovery.h>
#include <inference/error.h>

#include <string>
#include <string_view>
#include <vector>

namespace inference::discovery {

/// A file to be read.
struct Candidate {
    std::string path;
    std::string name;  ///< shown instead of the name in the file; empty = that one
};

/// What a search found.
struct Candidates {
    std::vector<Candidate> files;                        ///< sorted by path, each once
    std::vector<inference::UnreadableModel> unreadable;  ///< folders that could not be listed
};

/// The `*.gguf` files of a folder; of a split model, the first part.
Result<Candidates> find_files(const std::string& folder, bool recursive);

/// The model blobs that the manifests of an Ollama store name.
Result<Candidates> find_ollama_models(const std::string& folder);

/// The blob's name ("sha256-…") of a manifest's model layer; empty where there is none.
std::string model_blob(std::string_view manifest);

}  // namespace inference::discovery
