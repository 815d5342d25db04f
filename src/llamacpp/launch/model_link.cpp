// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/model_link.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <system_error>

namespace inference::llamacpp {
namespace {

namespace fs = std::filesystem;

bool is_plain(const std::string& path, const std::string& separators) {
    const bool control = std::ranges::any_of(
        path, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    return !control && simdjson::validate_utf8(path) &&
           path.find_first_of(separators) == std::string::npos;
}

struct SplitName {
    std::string stem;
    unsigned part = 0;
    unsigned parts = 0;
};

// "NAME-00001-of-00005.gguf", as llama.cpp's gguf-split names the parts.
std::optional<SplitName> split_name(const std::string& file) {
    constexpr std::string_view kEnd = ".gguf";
    constexpr std::size_t kTail = std::string_view("-00001-of-00005.gguf").size();
    if (file.size() <= kTail || !file.ends_with(kEnd)) return std::nullopt;
    const std::string tail = file.substr(file.size() - kTail);
    SplitName name{file.substr(0, file.size() - kTail), 0, 0};
    const auto number = [&](std::size_t at, unsigned& value) {
        const char* first = tail.data() + at;
        return std::from_chars(first, first + 5, value).ptr == first + 5;
    };
    if (tail[0] != '-' || tail.substr(6, 4) != "-of-" || !number(1, name.part) ||
        !number(10, name.parts)) {
        return std::nullopt;
    }
    return name;
}

Result<void> link(const std::string& target, const std::string& at) {
    std::error_code error;
    fs::create_symlink(target, at, error);
    if (!error) return {};
    return fail(ErrorCode::io, "llamacpp: can't link " + at + ": " + error.message());
}

}  // namespace

Result<std::string> safe_path(const std::string& path, const RuntimeFolder& folder,
                              const std::string& link_name, const std::string& separators) {
    std::error_code error;
    std::string absolute = fs::absolute(path, error).string();
    if (error) {
        return fail(ErrorCode::io, "llamacpp: can't find the current folder: " + error.message());
    }
    if (is_plain(absolute, separators)) return absolute;

    const auto split = split_name(absolute);
    if (!split) {
        std::string at = folder.file(link_name + ".gguf");
        if (auto ok = link(absolute, at); !ok) return std::unexpected(ok.error());
        return at;
    }
    const auto part_name = [&](const std::string& stem, unsigned part) {
        return fmt::format("{}-{:05}-of-{:05}.gguf", stem, part, split->parts);
    };
    const std::string stem = folder.file(link_name);
    for (unsigned part = 1; part <= split->parts; ++part) {
        if (auto ok = link(part_name(split->stem, part), part_name(stem, part)); !ok) {
            return std::unexpected(ok.error());
        }
    }
    return part_name(stem, split->part);
}

}  // namespace inference::llamacpp
