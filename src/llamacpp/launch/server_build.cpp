// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/server_build.h"

#include "llamacpp/launch/elf_needs.h"
#include "llamacpp/launch/gfx_targets.h"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace inference::llamacpp {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 512;

/// A file's bytes, mapped: libraries with GPU code have hundreds of megabytes.
class Mapped {
public:
    explicit Mapped(const fs::path& path) {
        const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (fd < 0) return;
        struct stat info{};
        if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
            size_ = static_cast<std::size_t>(info.st_size);
            address_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd, 0);
        }
        ::close(fd);
    }
    ~Mapped() {
        if (address_ != MAP_FAILED) ::munmap(address_, size_);
    }
    Mapped(const Mapped&) = delete;
    Mapped& operator=(const Mapped&) = delete;
    std::string_view bytes() const {
        if (address_ == MAP_FAILED) return {};
        return {static_cast<const char*>(address_), size_};
    }

private:
    void* address_ = MAP_FAILED;
    std::size_t size_ = 0;
};

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

class Inspection {
public:
    Inspection(const fs::path& server, std::string_view library_path, std::string_view backend_path)
        : server_(server), library_path_(split_path(library_path)), system_(system_folders()) {
        visit(server);
        std::vector<fs::path> folders{server.parent_path(), server.parent_path() / "../lib"};
        folders.insert(folders.end(), searched_.begin(), searched_.end());
        if (!backend_path.empty()) folders.push_back(fs::path(backend_path).parent_path());
        folders.emplace_back("/usr/lib/x86_64-linux-gnu");
        const bool own_prefix = !server.string().starts_with("/usr/");
        for (const auto& folder : folders) {
            if (own_prefix && folder == "/usr/lib/x86_64-linux-gnu") continue;
            add_backends(folder);
            std::error_code error;
            for (const auto& entry : fs::directory_iterator(folder / "ggml", error)) {
                add_backends(entry.path());
            }
        }
    }

    ServerBuild result() {
        build_.missing_libraries.assign(missing_.begin(), missing_.end());
        build_.backends.assign(backends_.begin(), backends_.end());
        return std::move(build_);
    }

private:
    void visit(const fs::path& file) {
        std::error_code error;
        const auto real = fs::canonical(file, error);
        if (error || visited_.size() >= kMostFiles || !visited_.insert(real).second) return;
        const Mapped mapped(real);
        const auto needs = elf_needs(mapped.bytes());
        note_backend(real);
        std::vector<fs::path> folders;
        for (const auto& part : needs.search_path) {
            auto text = part;
            const auto at = text.find("$ORIGIN");
            if (at != std::string::npos) text.replace(at, 7, real.parent_path().string());
            folders.emplace_back(text);
            searched_.insert(text);
        }
        for (const auto& library : needs.libraries) {
            const bool hip = library.starts_with("libamdhip64");
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

    void note_backend(const fs::path& file) {
        const auto name = file.filename().string();
        constexpr std::string_view kLead = "libggml-";
        if (!name.starts_with(kLead)) return;
        const auto kind = name.substr(kLead.size(), name.find(".so") - kLead.size());
        if (kind != "base") backends_.insert(kind);
    }

    void take_hip(const fs::path& file, std::string_view bytes) {
        build_.hip_library = file.string();
        build_.gfx_targets = gfx_targets_in(bytes);
        backends_.insert("hip");
    }

    void add_backends(const fs::path& folder) {
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(folder, error)) {
            const auto name = entry.path().filename().string();
            if (name.starts_with("libggml-") && name.find(".so") != std::string::npos) {
                visit(entry.path());
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
    ServerBuild build_;
};

}  // namespace

ServerBuild inspect_build(const std::string& server_path, std::string_view library_path,
                          std::string_view backend_path) {
    return Inspection(server_path, library_path, backend_path).result();
}

}  // namespace inference::llamacpp
