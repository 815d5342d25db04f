// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/engine/gfx_targets.h"

#include "llamacpp/engine/elf_needs.h"
#include "llamacpp/engine/offload_bundle.h"

#include <algorithm>
#include <set>

namespace inference::llamacpp {
namespace {

/// "hipv4-amdgcn-amd-amdhsa--gfx90a:xnack-" → "gfx90a:xnack-"; empty for the host's and others.
std::string_view target_of(std::string_view id) {
    if (!id.starts_with("hip")) return {};
    if (id.ends_with("amdgcnspirv")) return "amdgcnspirv";
    constexpr std::string_view kLead = "amdgcn-amd-amdhsa-";
    const auto at = id.find(kLead);
    if (at == std::string_view::npos) return {};
    const auto target = id.substr(at + kLead.size());
    // An environment's name may stand before the target; it is empty in practice.
    const auto gfx = target.find("gfx");
    return gfx == std::string_view::npos ? std::string_view{} : target.substr(gfx);
}

/// The next place at or after `from` where a bundle may begin. One lies behind another: a look at
/// windows touches little of a file of gigabytes.
std::size_t next_mark(std::string_view bytes, std::size_t from) {
    constexpr std::size_t kWindow = std::size_t{64} << 10;
    for (; from < bytes.size(); from += kWindow) {
        const auto window = bytes.substr(from, kWindow + kPlainBundle.size() - 1);
        const auto at = std::min(window.find(kPlainBundle), window.find(kCompressedBundle));
        if (at != std::string_view::npos) return from + at;
    }
    return std::string_view::npos;
}

}  // namespace

std::vector<std::string> gfx_targets_in(std::string_view file) {
    // hipcc puts all bundles of a file into this section.
    const auto section = elf_section(file, ".hip_fatbin");
    const auto bytes = section.empty() ? file : section;
    std::set<std::string> targets;
    for (auto at = next_mark(bytes, 0); at != std::string_view::npos;) {
        const auto bundle = read_offload_bundle(bytes.substr(at));
        if (bundle) {
            for (const auto& entry : bundle->entries) {
                const auto target = target_of(entry.id);
                if (!target.empty() && entry.size > 0) targets.emplace(target);
            }
        }
        const auto length = bundle ? std::max<std::size_t>(bundle->length, 1) : 1;
        if (length >= bytes.size() - at) break;
        at = next_mark(bytes, at + length);
    }
    return {targets.begin(), targets.end()};
}

}  // namespace inference::llamacpp
