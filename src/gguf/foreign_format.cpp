// SPDX-License-Identifier: EUPL-1.2
#include "gguf/foreign_format.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace inference::gguf {

namespace {

using std::string_view_literals::operator""sv;

struct Format {
    std::size_t at;
    std::string_view magic;
    std::string_view meaning;
};

constexpr std::string_view kArchive = "is an archive: unpack it and name the .gguf file in it";
constexpr std::string_view kPicture = "is a picture: name the model's .gguf file";
constexpr std::string_view kOldFormat =
    "is in a format older than GGUF: convert it again with today's llama.cpp, or download the "
    "model as GGUF";
constexpr std::string_view kPyTorch =
    "is PyTorch's own format: take the model's GGUF, or convert the folder that it came in with "
    "llama.cpp's convert_hf_to_gguf.py";

constexpr std::array kFormats = std::to_array<Format>({
    {0, "version https://git-lfs"sv,
     "is a Git LFS pointer, not the file itself: run git lfs pull in its folder, or download the "
     "file"},
    {0, "lmgg"sv, kOldFormat},
    {0, "fmgg"sv, kOldFormat},
    {0, "tjgg"sv, kOldFormat},
    {0, "algg"sv, "is an adapter in a format older than GGUF: convert it again"},
    {0, "nsgg"sv, "is a saved session of llama.cpp, not a model"},
    {0, "FUGG"sv,
     "is no GGUF file: its bytes are in the wrong order; convert it with gguf-convert-endian"},
    {0, "PK\x03\x04"sv,
     "is a zip archive, or PyTorch's own format: unpack it, or take the model's GGUF"},
    {0, "\x1f\x8b"sv, kArchive},
    {0, "\x28\xb5\x2f\xfd"sv, kArchive},
    {0,
     "\xfd"
     "7zXZ"sv,
     kArchive},
    {0, "BZh"sv, kArchive},
    {0, "7z\xbc\xaf"sv, kArchive},
    {0, "Rar!"sv, kArchive},
    {257, "ustar"sv, kArchive},
    {0, "\x89PNG"sv, kPicture},
    {0, "\xff\xd8\xff"sv, kPicture},
    {0, "GIF8"sv, kPicture},
    {0, "%PDF"sv, "is a PDF: name the model's .gguf file"},
    {0,
     "\x7f"
     "ELF"sv,
     "is a program or a library: name the model's .gguf file"},
    {0, "\x89HDF"sv, "is a model of Keras or TensorFlow (HDF5): take the model's GGUF"},
    {0, "\x80\x02"sv, kPyTorch},
    {0, "\x80\x03"sv, kPyTorch},
    {0, "\x80\x04"sv, kPyTorch},
    {0, "\x80\x05"sv, kPyTorch},
});

/// Eight bytes of length, then the JSON of its header.
bool is_safetensors(std::string_view text) {
    return text.size() > 10 && text[8] == '{' && (text[9] == '"' || text[9] == ' ') &&
           text[7] == '\0' && text[6] == '\0';
}

bool is_text(std::string_view text) {
    return std::ranges::all_of(text, [](char byte) {
        const auto code = static_cast<unsigned char>(byte);
        return code >= 0x20 || byte == '\n' || byte == '\r' || byte == '\t';
    });
}

bool begins_with(std::string_view text, std::string_view word) {
    return text.size() >= word.size() &&
           std::ranges::equal(text.substr(0, word.size()), word, [](char a, char b) {
               return std::tolower(static_cast<unsigned char>(a)) == b;
           });
}

std::string_view without_blanks(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
        text.remove_prefix(1);
    return text;
}

std::string of_text(std::string_view text) {
    constexpr std::string_view kAgain =
        ": download the file again, with /resolve/ instead of /blob/ in its address, logged in "
        "where the site asks for it";
    for (const std::string_view tag : {"<!doctype", "<html", "<head", "<?xml", "<!--"}) {
        if (begins_with(text, tag)) return "is a web page" + std::string(kAgain);
    }
    // What a server answered instead of the file, in one line.
    constexpr std::size_t kLongestQuote = 60;
    auto line = text.substr(0, std::min(text.find_first_of("\r\n"), kLongestQuote));
    while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0x80U) != 0)
        line.remove_suffix(1);
    return "is a text, not a model (\"" + std::string(line) + "\")" + std::string(kAgain);
}

}  // namespace

std::string foreign_format(std::string_view beginning) {
    for (const Format& format : kFormats) {
        if (beginning.size() >= format.at &&
            beginning.substr(format.at).starts_with(format.magic)) {
            return std::string(format.meaning);
        }
    }
    if (is_safetensors(beginning)) {
        return "is a safetensors file: take the model's GGUF, or convert the folder that it came "
               "in with llama.cpp's convert_hf_to_gguf.py";
    }
    if (std::ranges::all_of(beginning, [](char byte) { return byte == '\0'; })) {
        return "begins with nothing but zeros: the download was not finished, download it again";
    }
    if (is_text(beginning)) return of_text(without_blanks(beginning));
    return "is no GGUF file: its first four bytes are not 'GGUF'; download it again, or convert "
           "the model";
}

}  // namespace inference::gguf
