// SPDX-License-Identifier: EUPL-1.2
#include "doctor/known_bad.h"

#include <charconv>

namespace inference::doctor {
namespace {

constexpr std::array kKnownBad = std::to_array<KnownBad>({
    {"gfx1150 gfx1151",
     {},
     {},
     "mes",
     0x83,
     "the GPU hangs or faults under ROCm with its MES firmware 0x83 (linux-firmware 20251125)",
     "install a newer linux-firmware (the old version of this part came back), or the one before",
     "https://github.com/ROCm/legacy-rocm-build/issues/5724"},
    {"gfx1151",
     {{}, {6, 18, 4}},
     {},
     {},
     0,
     "the kernel's idea of this GPU's registers is wrong before Linux 6.18.4, and kernels fault "
     "under ROCm",
     "take Linux 6.18.4 or later, or one whose maker has mended it (Ubuntu's OEM kernel from "
     "6.14.0-1018), with ROCm 7.2 or later",
     "https://github.com/ROCm/TheRock/issues/2991"},
    {"gfx1100 gfx1101 gfx1102",
     {{6, 18, 0}, {7, 1, 0}},
     {},
     {},
     0,
     "memory faults and resets under ROCm were reported with Linux 6.18 to 7.0 (6.12 and 6.17.9 "
     "are good)",
     "where it happens, take Linux 6.12 (long term), or Vulkan",
     "https://github.com/ROCm/amdgpu/issues/225"},
    {"gfx803",
     {{6, 12, 0}, {6, 12, 21}},
     {},
     {},
     0,
     "ROCm crashes with Linux 6.12 before 6.12.21",
     "take Linux 6.12.21 or later, or 6.14",
     "https://github.com/likelovewant/ollama-for-amd/issues/78"},
    {"gfx803",
     {{6, 13, 0}, {6, 14, 0}},
     {},
     {},
     0,
     "ROCm crashes with Linux 6.13",
     "take Linux 6.14",
     "https://github.com/likelovewant/ollama-for-amd/issues/78"},
    {"gfx1030",
     {},
     {{7, 1, 0}, {7, 2, 0}},
     {},
     0,
     "ROCm 7.1's libamd_comgr crashes when it compiles for this GPU",
     "use a llama-server with ROCm 6 beside it, or Vulkan",
     "https://github.com/ROCm/legacy-rocm-build/issues/6619"},
    {"gfx1201",
     {},
     {{7, 14, 0}, {7, 15, 0}},
     {},
     0,
     "long generations hang with ROCm 7.14 (MES fails, the reset too)",
     "use another ROCm, or Vulkan",
     "https://github.com/ROCm/legacy-rocm-build/issues/6630"},
    {"gfx90c",
     {},
     {{6, 0, 0}, {}},
     {},
     0,
     "HIP hangs or corrupts the GPU with ROCm 6 where ROCm 5 works",
     "use Vulkan",
     "https://github.com/ROCm/legacy-rocm-build/issues/3808"},
});

}  // namespace

Version version_of(std::string_view text) noexcept {
    Version version{};
    const char* at = text.data();
    const char* const end = at + text.size();
    for (int& number : version) {
        const auto parsed = std::from_chars(at, end, number);
        if (parsed.ec != std::errc{}) break;
        at = parsed.ptr;
        if (at == end || *at != '.') break;
        ++at;
    }
    return version;
}

bool VersionRange::holds(const Version& version) const noexcept {
    if (is_any()) return true;
    if (version == Version{}) return false;
    return version >= from && (before == Version{} || version < before);
}

std::span<const KnownBad> known_bad() noexcept {
    return kKnownBad;
}

}  // namespace inference::doctor
