// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// A piece of code in a bundle, for one target.
struct BundleEntry {
    std::string id;  ///< "hipv4-amdgcn-amd-amdhsa--gfx1101"
    std::uint64_t size = 0;
    friend bool operator==(const BundleEntry&, const BundleEntry&) = default;
};

/// The table of a clang offload bundle.
struct OffloadBundle {
    std::vector<BundleEntry> entries;
    std::size_t length = 0;  ///< bytes of the file that it takes; 0 = not told
};

/// What a plain and a compressed bundle begin with.
inline constexpr std::string_view kPlainBundle = "__CLANG_OFFLOAD_BUNDLE__";
inline constexpr std::string_view kCompressedBundle = "CCOB";

/// Reads the bundle that `bytes` begins with: a plain one, or one of clang's compressed ones
/// (versions 1 to 3; zlib or zstd), of which no more than the table is unpacked. Nothing where it
/// is none or damaged.
std::optional<OffloadBundle> read_offload_bundle(std::string_view bytes);

}  // namespace inference::llamacpp
