// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/engine/elf_needs.h"

#include <cstdint>
#include <cstring>
#include <elf.h>
#include <optional>
#include <string_view>
#include <vector>

namespace inference::llamacpp {
namespace {

template <class T>
std::optional<T> read_at(std::string_view file, std::uint64_t offset) {
    if (offset > file.size() || file.size() - offset < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, file.data() + offset, sizeof value);
    return value;
}

std::string_view text_at(std::string_view file, std::uint64_t offset) {
    if (offset >= file.size()) return {};
    const auto rest = file.substr(offset);
    const auto end = rest.find('\0');
    return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

std::optional<Elf64_Ehdr> header_of(std::string_view file) {
    const auto header = read_at<Elf64_Ehdr>(file, 0);
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return std::nullopt;
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB) {
        return std::nullopt;
    }
    return header;
}

std::vector<Elf64_Phdr> segments_of(std::string_view file) {
    const auto header = header_of(file);
    if (!header) return {};
    if (header->e_phentsize != sizeof(Elf64_Phdr)) return {};
    std::vector<Elf64_Phdr> segments;
    for (std::uint64_t i = 0; i < header->e_phnum; ++i) {
        const auto segment = read_at<Elf64_Phdr>(file, header->e_phoff + i * sizeof(Elf64_Phdr));
        if (!segment) break;
        segments.push_back(*segment);
    }
    return segments;
}

std::optional<std::uint64_t> offset_of(const std::vector<Elf64_Phdr>& segments,
                                       std::uint64_t address) {
    for (const auto& segment : segments) {
        if (segment.p_type != PT_LOAD || address < segment.p_vaddr) continue;
        if (address - segment.p_vaddr < segment.p_filesz) {
            return segment.p_offset + (address - segment.p_vaddr);
        }
    }
    return std::nullopt;
}

std::vector<Elf64_Dyn> dynamic_entries(std::string_view file,
                                       const std::vector<Elf64_Phdr>& segments) {
    std::vector<Elf64_Dyn> entries;
    for (const auto& segment : segments) {
        if (segment.p_type != PT_DYNAMIC) continue;
        for (std::uint64_t at = 0; at < segment.p_filesz; at += sizeof(Elf64_Dyn)) {
            const auto entry = read_at<Elf64_Dyn>(file, segment.p_offset + at);
            if (!entry || entry->d_tag == DT_NULL) break;
            entries.push_back(*entry);
        }
    }
    return entries;
}

}  // namespace

ElfNeeds elf_needs(std::string_view file) {
    const auto segments = segments_of(file);
    const auto entries = dynamic_entries(file, segments);
    std::optional<std::uint64_t> strings;
    for (const auto& entry : entries) {
        if (entry.d_tag == DT_STRTAB) strings = offset_of(segments, entry.d_un.d_ptr);
    }
    ElfNeeds needs;
    if (!strings) return needs;
    for (const auto& entry : entries) {
        if (entry.d_un.d_val > file.size()) continue;
        auto text = text_at(file, *strings + entry.d_un.d_val);
        if (entry.d_tag == DT_NEEDED && !text.empty()) needs.libraries.emplace_back(text);
        if (entry.d_tag != DT_RPATH && entry.d_tag != DT_RUNPATH) continue;
        while (!text.empty()) {
            const auto part = text.substr(0, text.find(':'));
            if (!part.empty()) needs.search_path.emplace_back(part);
            text.remove_prefix(part.size() == text.size() ? part.size() : part.size() + 1);
        }
    }
    return needs;
}

std::string_view elf_section(std::string_view file, std::string_view name) {
    const auto header = header_of(file);
    if (!header || header->e_shentsize != sizeof(Elf64_Shdr)) return {};
    const auto section_at = [&](std::uint64_t index) {
        return read_at<Elf64_Shdr>(file, header->e_shoff + index * sizeof(Elf64_Shdr));
    };
    const auto names = section_at(header->e_shstrndx);
    if (!names) return {};
    for (std::uint64_t i = 0; i < header->e_shnum; ++i) {
        const auto section = section_at(i);
        if (!section) break;
        if (section->sh_type == SHT_NOBITS) continue;
        if (text_at(file, names->sh_offset + section->sh_name) != name) continue;
        if (section->sh_offset > file.size()) return {};
        return file.substr(section->sh_offset, section->sh_size);
    }
    return {};
}

}  // namespace inference::llamacpp
