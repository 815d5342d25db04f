// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/model_link.h"

#include "base/errno_text.h"
#include "base/split_file_name.h"
#include "base/utf8.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <system_error>

namespace inference::llamacpp {
namespace {

namespace fs = std::filesystem;

bool is_plain(const std::string& path, const std::string& separators) {
    const bool control = std::ranges::any_of(
        path, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    return !control && base::is_utf8(path) && path.find_first_of(separators) == std::string::npos;
}

Result<void> link(const std::string& target, const std::string& at) {
    std::error_code error;
    fs::create_symlink(target, at, error);
    if (!error) return {};
    return fail(ErrorCode::io, "llamacpp: can't link " + at + ": " + base::errno_text(error));
}

}  // namespace

Result<std::string> safe_path(const std::string& path, const RuntimeFolder& folder,
                              const std::string& link_name, const std::string& separators) {
    std::error_code error;
    std::string absolute = fs::absolute(path, error).string();
    if (error) {
        return fail(ErrorCode::io,
                    "llamacpp: can't find the current folder: " + base::errno_text(error));
    }
    if (is_plain(absolute, separators)) return absolute;

    const auto split = base::split_file_name(absolute);
    if (!split) {
        std::string at = folder.file(link_name + ".gguf");
        if (auto ok = link(absolute, at); !ok) return std::unexpected(ok.error());
        return at;
    }
    base::SplitFileName links = *split;
    links.prefix = folder.file(link_name);
    for (std::uint32_t part = 1; part <= split->count; ++part) {
        if (auto ok = link(split->path_of(part), links.path_of(part)); !ok) {
            return std::unexpected(ok.error());
        }
    }
    return links.path_of(split->part);
}

}  // namespace inference::llamacpp
