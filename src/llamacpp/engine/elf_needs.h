// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// The dynamic section of a 64-bit ELF file; empty where it is none.
struct ElfNeeds {
    std::vector<std::string> libraries;
    std::vector<std::string> search_path;  ///< $ORIGIN not replaced
};
ElfNeeds elf_needs(std::string_view file);

/// The bytes of the section of that name; empty where there is none.
std::string_view elf_section(std::string_view file, std::string_view name);

}  // namespace inference::llamacpp
