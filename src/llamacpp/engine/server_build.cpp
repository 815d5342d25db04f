// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/engine/server_build.h"

#include "llamacpp/engine/elf_needs.h"
#include "llamacpp/engine/gfx_targets.h"
#include "llamacpp/engine/mapped_file.h"
#include "llamacpp/engine/rocblas_kernels.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>

namespace inference::llamacpp {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 512;

std::vector<fs::path> split_path(std::string_view text) {
    std::vector<fs::path> folders;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find(':'));
        if (!part.empty()) folders.emplace_back(part);
        text.remove_prefix(part.size() == text.size() ? part.size() : part.size() + 1);
    }
    return folders;
}

/// Where the dynamic loader looks anyway: the folders of ld.so.conf and the built-in ones.
std::vector<fs::path> system_folders() {
    std::vector<fs::path> folders{"/lib/x86_64-linux-gnu",
                                  "/usr/lib/x86_64-linux-gnu",
                                  "/lib64",
                                  "/usr/lib64",
                                  "/lib",
                                  "/usr/lib",
                                  "/usr/local/lib"};
    std::error_code error;
    std::vector<fs::path> files{"/etc/ld.so.conf"};
    for (const auto& entry : fs::directory_iterator("/etc/ld.so.conf.d", error)) {
        files.push_back(entry.path());
    }
    for (const auto& file : files) {
        std::ifstream text(file);
        for (std::string line; std::getline(text, line);) {
            if (line.starts_with('/')) folders.emplace_back(line);
        }
    }
    return folders;
}

/// Files of ROCm that need its runtime themselves; their code is not the engine's.
bool is_engine_part(const fs::path& file, const fs::path& server) {
    const auto name = file.filename().string();
    return file == server || name.starts_with("libggml") || name.starts_with("libllama");
}

class Inspection {
public:
    Inspection(const fs::path& server, std::string_view library_path, std::string_view backend_path)
        : library_path_(split_path(library_path)), system_(system_folders()) {
        std::error_code error;
        server_ = fs::canonical(server, error);
        if (error) return;
        visit(server_);
        const auto own = server_.parent_path();
        take_backends(own, true);
        if (!backend_path.empty()) visit(fs::path(backend_path));
        // Where packages and builds put backends: whether ggml looks there, its own file tells.
        std::set<fs::path> candidates{own / "../lib", own / "../lib64"};
        candidates.insert(searched_.begin(), searched_.end());
        if (server_.string().starts_with("/usr/")) candidates.insert("/usr/lib/x86_64-linux-gnu");
        for (const auto& folder : candidates) {
            take_backends(folder, false);
            take_backends(folder / "ggml", false);
            for (const auto& entry : fs::directory_iterator(folder / "ggml", error)) {
                take_backends(entry.path(), false);
            }
        }
    }

    ServerBuild result() {
        build_.missing_libraries.assign(missing_.begin(), missing_.end());
        build_.backends.assign(backends_.begin(), backends_.end());
        for (const auto& [file, kind] : unused_) {
            // One of the many for the CPU is loaded, never more.
            const bool has_cpu = std::ranges::any_of(
                backends_, [](const std::string& name) { return name.starts_with("cpu"); });
            if (kind.starts_with("cpu") && has_cpu) continue;
            if (!backends_.contains(kind)) build_.not_looked_at.push_back(file);
        }
        if (build_.has_hip() && !rocblas_.empty()) {
            build_.rocblas_targets = rocblas_targets(rocblas_);
        }
        return std::move(build_);
    }

private:
    void visit(const fs::path& file) {
        std::error_code error;
        const auto real = fs::canonical(file, error);
        if (error || visited_.size() >= kMostFiles || !visited_.insert(real).second) return;
        const MappedFile mapped(real);
        const auto needs = elf_needs(mapped.bytes());
        note_file(file, real);
        std::vector<fs::path> folders;
        for (const auto& part : needs.search_path) {
            auto text = part;
            const auto at = text.find("$ORIGIN");
            if (at != std::string::npos) text.replace(at, 7, real.parent_path().string());
            folders.emplace_back(text);
            searched_.insert(text);
        }
        for (const auto& library : needs.libraries) {
            const bool hip = library.starts_with("libamdhip64") && is_engine_part(real, server_);
            if (hip && build_.hip_library.empty()) take_hip(real, mapped.bytes());
            if (const auto found = find(library, folders)) {
                visit(*found);
            } else {
                missing_.insert(library);
            }
        }
    }

    std::optional<fs::path> find(const std::string& library, const std::vector<fs::path>& own) {
        using Folders = std::vector<fs::path>;
        for (const Folders* folders : {static_cast<const Folders*>(&library_path_), &own,
                                       static_cast<const Folders*>(&system_)}) {
            for (const auto& folder : *folders) {
                std::error_code error;
                if (fs::exists(folder / library, error)) return folder / library;
            }
        }
        // A library may be there for us by another one's search path.
        for (const auto& folder : searched_) {
            std::error_code error;
            if (fs::exists(folder / library, error)) return folder / library;
        }
        return std::nullopt;
    }

    void note_file(const fs::path& file, const fs::path& real) {
        const auto name = file.filename().string();
        if (const auto kind = backend_in(name); !kind.empty()) backends_.insert(kind);
        if (name.starts_with("librocblas.so")) rocblas_ = real.string();
        if (name.starts_with("libggml.so") || real == server_) loaders_.push_back(real);
    }

    /// Whether ggml was built to look into this folder: the file that loads backends has its name.
    bool is_compiled_in(const fs::path& folder) const {
        auto text = folder.lexically_normal().string();
        text.push_back('\0');
        return std::ranges::any_of(loaders_, [&](const fs::path& loader) {
            return MappedFile(loader).bytes().find(text) != std::string_view::npos;
        });
    }

    static std::string backend_in(const std::string& name) {
        constexpr std::string_view kLead = "libggml-";
        const auto end = name.find(".so");
        if (!name.starts_with(kLead) || end == std::string::npos) return {};
        auto kind = name.substr(kLead.size(), end - kLead.size());
        return kind == "base" ? std::string{} : kind;
    }

    void take_hip(const fs::path& file, std::string_view bytes) {
        build_.hip_library = file.string();
        build_.gfx_targets = gfx_targets_in(bytes);
        backends_.insert("hip");
    }

    void take_backends(const fs::path& folder, bool looked_at) {
        std::error_code error;
        looked_at = looked_at || is_compiled_in(folder);
        for (const auto& entry : fs::directory_iterator(folder, error)) {
            const auto kind = backend_in(entry.path().filename().string());
            if (kind.empty() || visited_.contains(fs::weakly_canonical(entry.path(), error)))
                continue;
            if (looked_at) {
                visit(entry.path());
            } else {
                unused_.emplace(entry.path().lexically_normal().string(), kind);
            }
        }
    }

    fs::path server_;
    std::vector<fs::path> library_path_;
    std::vector<fs::path> system_;
    std::set<fs::path> visited_;
    std::set<fs::path> searched_;
    std::set<std::string> missing_;
    std::set<std::string> backends_;
    std::map<std::string, std::string> unused_;  // file → its kind
    std::vector<fs::path> loaders_;
    std::string rocblas_;
    ServerBuild build_;
};

}  // namespace

bool ServerBuild::has(std::string_view backend) const noexcept {
    return std::ranges::find(backends, backend) != backends.end();
}

ServerBuild inspect_build(const std::string& server_path, std::string_view library_path,
                          std::string_view backend_path) {
    return Inspection(server_path, library_path, backend_path).result();
}

}  // namespace inference::llamacpp
