// SPDX-License-Identifier: EUPL-1.2
#include "gpu/gfx_target.h"

#include "gpu/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace inference::gpu {
namespace {

struct Core {
    unsigned major, minor, revision;
    TargetVersion target;
};

// The kernel's own table (kfd_device.c): the compiler's version is not always the hardware's.
constexpr std::array kCores{
    Core{9, 0, 1, 90000},   Core{9, 1, 0, 90002},   Core{9, 2, 1, 90004},   Core{9, 2, 2, 90002},
    Core{9, 3, 0, 90012},   Core{9, 4, 0, 90006},   Core{9, 4, 1, 90008},   Core{9, 4, 2, 90010},
    Core{9, 4, 3, 90402},   Core{9, 4, 4, 90402},   Core{9, 5, 0, 90500},   Core{10, 1, 10, 100100},
    Core{10, 1, 2, 100101}, Core{10, 1, 1, 100102}, Core{10, 1, 3, 100103}, Core{10, 1, 4, 100103},
    Core{10, 3, 0, 100300}, Core{10, 3, 2, 100301}, Core{10, 3, 1, 100303}, Core{10, 3, 4, 100302},
    Core{10, 3, 5, 100304}, Core{10, 3, 3, 100305}, Core{10, 3, 6, 100306}, Core{10, 3, 7, 100306},
    Core{11, 0, 0, 110000}, Core{11, 0, 1, 110003}, Core{11, 0, 2, 110002}, Core{11, 0, 3, 110001},
    Core{11, 0, 4, 110003}, Core{11, 5, 0, 110500}, Core{11, 5, 1, 110501}, Core{11, 5, 2, 110502},
    Core{11, 5, 3, 110503}, Core{12, 0, 0, 120000}, Core{12, 0, 1, 120001},
};

struct Family {
    std::string_view generic;
    std::array<std::string_view, 8> members;
};

// LLVM's generic processors (AMDGPUUsage).
constexpr std::array kFamilies{
    Family{"gfx9-generic", {"gfx900", "gfx902", "gfx904", "gfx906", "gfx909", "gfx90c", "", ""}},
    Family{"gfx9-4-generic", {"gfx940", "gfx941", "gfx942", "gfx950", "", "", "", ""}},
    Family{"gfx10-1-generic", {"gfx1010", "gfx1011", "gfx1012", "gfx1013", "", "", "", ""}},
    Family{"gfx10-3-generic",
           {"gfx1030", "gfx1031", "gfx1032", "gfx1033", "gfx1034", "gfx1035", "gfx1036", ""}},
    Family{
        "gfx11-generic",
        {"gfx1100", "gfx1101", "gfx1102", "gfx1103", "gfx1150", "gfx1151", "gfx1152", "gfx1153"}},
    Family{"gfx12-generic", {"gfx1200", "gfx1201", "", "", "", "", "", ""}},
};

// The compiler makes the same code for all of a line; their users run the first one's on the
// others.
constexpr std::array<std::array<std::string_view, 7>, 2> kRelatives{{
    {"gfx1030", "gfx1031", "gfx1032", "gfx1033", "gfx1034", "gfx1035", "gfx1036"},
    {"gfx1100", "gfx1101", "gfx1102", "gfx1103", "", "", ""},
}};

bool runs(std::string_view target, std::string_view gfx) {
    target = target.substr(0, target.find(':'));
    if (target == gfx) return true;
    if (target == "amdgcnspirv") return true;  // compiled for the GPU that is there
    const auto family = std::ranges::find(kFamilies, target, &Family::generic);
    return family != kFamilies.end() &&
           std::ranges::find(family->members, gfx) != family->members.end();
}

std::string name_of(unsigned major, unsigned minor, unsigned stepping) {
    return fmt::format("gfx{}{:x}{:x}", major, minor, stepping);
}

}  // namespace

std::optional<std::string> gfx_name(TargetVersion version) {
    const unsigned major = version / 10000;
    const unsigned minor = version / 100 % 100;
    const unsigned stepping = version % 100;
    if (major == 0 || major > 99 || minor > 15 || stepping > 15) return std::nullopt;
    return name_of(major, minor, stepping);
}

std::optional<TargetVersion> target_of_core(unsigned major, unsigned minor, unsigned revision) {
    const auto found = std::ranges::find_if(kCores, [&](const Core& core) {
        return core.major == major && core.minor == minor && core.revision == revision;
    });
    if (found == kCores.end()) return std::nullopt;
    return found->target;
}

std::optional<std::string> gfx_of_override(std::string_view text) {
    // ROCm reads it with sscanf("%u.%u.%u%c") and wants exactly three numbers.
    std::array<std::uint64_t, 3> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto dot = text.find('.');
        if ((i < 2) == (dot == std::string_view::npos)) return std::nullopt;
        const auto number = parse_u64(text.substr(0, dot));
        if (!number || *number > (i == 0 ? 63U : 255U)) return std::nullopt;
        numbers[i] = *number;
        text.remove_prefix(dot == std::string_view::npos ? text.size() : dot + 1);
    }
    return name_of(static_cast<unsigned>(numbers[0]), static_cast<unsigned>(numbers[1]),
                   static_cast<unsigned>(numbers[2]));
}

std::optional<std::string> override_for(std::string_view gfx) {
    if (!gfx.starts_with("gfx") || gfx.size() < 6 || gfx.size() > 7) return std::nullopt;
    const auto hex = [](char digit) { return parse_hex(std::string_view(&digit, 1)); };
    const auto minor = hex(gfx[gfx.size() - 2]);
    const auto stepping = hex(gfx.back());
    const auto major = parse_u64(gfx.substr(3, gfx.size() - 5));
    if (!major || !minor || !stepping) return std::nullopt;
    return fmt::format("{}.{}.{}", *major, *minor, *stepping);
}

std::optional<std::string> close_relative(std::span<const std::string> targets,
                                          std::string_view gfx) {
    for (const auto& family : kRelatives) {
        if (std::ranges::find(family, gfx) == family.end()) continue;
        for (const auto relative : family) {
            if (relative.empty() || relative == gfx) continue;
            if (std::ranges::find(targets, relative) != targets.end()) return std::string(relative);
        }
    }
    return std::nullopt;
}

bool covers(std::span<const std::string> targets, std::string_view gfx) {
    if (gfx.empty()) return false;
    return std::ranges::any_of(targets,
                               [&](const std::string& target) { return runs(target, gfx); });
}

}  // namespace inference::gpu
