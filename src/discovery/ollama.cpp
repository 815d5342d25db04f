// SPDX-License-Identifier: EUPL-1.2
#include "base/errno_text.h"
#include "discovery/candidate.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

namespace inference::discovery {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestManifest = 1 << 20;

bool is_hex(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string content_of(const fs::path& file) {
    std::error_code error;
    const auto size = fs::file_size(file, error);
    if (error || size > kLargestManifest) return {};
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// "llama3.2:3b" for manifests/registry.ollama.ai/library/llama3.2/3b. The name of a model outside
/// of the library begins with its owner, one outside of Ollama's registry with its host and owner.
std::string model_name(const fs::path& manifest, const fs::path& root) {
    std::vector<std::string> parts;
    for (const auto& part : manifest.lexically_relative(root))
        parts.push_back(part.string());
    if (parts.size() < 2) return manifest.filename().string();
    const std::string tag = parts.back();
    parts.pop_back();
    if (parts.size() > 1 && parts.front() == "registry.ollama.ai") parts.erase(parts.begin());
    if (parts.size() > 1 && parts.front() == "library") parts.erase(parts.begin());
    std::string name;
    for (const std::string& part : parts)
        name += (name.empty() ? "" : "/") + part;
    return name + ":" + tag;
}

}  // namespace

std::string model_blob(std::string_view manifest) {
    constexpr std::string_view kType = "\"application/vnd.ollama.image.model\"";
    constexpr std::string_view kDigest = "\"sha256:";
    constexpr std::size_t kDigits = 64;
    const std::size_t type = manifest.find(kType);
    if (type == std::string_view::npos) return {};
    // A layer is an object without nested ones: its braces are the nearest.
    const std::size_t begin = manifest.rfind('{', type);
    const std::size_t end = manifest.find('}', type);
    if (begin == std::string_view::npos || end == std::string_view::npos) return {};
    const std::string_view layer = manifest.substr(begin, end - begin);
    const std::size_t digest = layer.find(kDigest);
    if (digest == std::string_view::npos) return {};
    const std::string_view digits = layer.substr(digest + kDigest.size(), kDigits);
    if (digits.size() != kDigits || !is_hex(digits)) return {};
    return fmt::format("sha256-{}", digits);
}

Result<Candidates> find_ollama_models(const std::string& folder) {
    const fs::path root = fs::path(folder) / "manifests";
    std::error_code error;
    fs::recursive_directory_iterator entries(root, error);
    if (error)
        return fail(ErrorCode::io, fmt::format("discovery: {} can't be listed: {}", root.string(),
                                               base::errno_text(error)));
    Candidates found;
    for (; entries != fs::recursive_directory_iterator(); entries.increment(error)) {
        if (error) break;
        if (!entries->is_regular_file(error)) continue;
        const std::string blob = model_blob(content_of(entries->path()));
        if (blob.empty()) continue;
        found.files.push_back(
            {(fs::path(folder) / "blobs" / blob).string(), model_name(entries->path(), root)});
    }
    // Several tags may name the same blob: Ollama lists each as a model.
    std::sort(found.files.begin(), found.files.end(), [](const Candidate& a, const Candidate& b) {
        return a.path != b.path ? a.path < b.path : a.name < b.name;
    });
    return found;
}

}  // namespace inference::discovery
