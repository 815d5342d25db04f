// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/engine/offload_bundle.h"

#include "llamacpp/engine/gfx_targets.h"
#include "unit/gpu/trees.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>
#include <zlib.h>
#include <zstd.h>

using namespace inference::llamacpp;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

template <class T>
void put(std::string& bytes, T number) {
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

std::string plain_bundle(const std::vector<std::string>& ids, std::uint64_t code = 100) {
    std::uint64_t at = kPlainBundle.size() + 8;
    for (const auto& id : ids)
        at += 24 + id.size();
    std::string bytes(kPlainBundle);
    put<std::uint64_t>(bytes, ids.size());
    for (const auto& id : ids) {
        put(bytes, at);
        put(bytes, code);
        put<std::uint64_t>(bytes, id.size());
        bytes += id;
        at += code;
    }
    return bytes + std::string(code * ids.size(), 'x');
}

std::string zlib_of(std::string_view text) {
    std::string packed(compressBound(text.size()), '\0');
    uLongf size = packed.size();
    compress(reinterpret_cast<Bytef*>(packed.data()), &size,
             reinterpret_cast<const Bytef*>(text.data()), text.size());
    packed.resize(size);
    return packed;
}

std::string zstd_of(std::string_view text) {
    std::string packed(ZSTD_compressBound(text.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
    return packed;
}

/// As clang writes it in its versions 1, 2 and 3.
std::string compressed_bundle(int version, bool zstd, std::string_view bundle) {
    const auto payload = zstd ? zstd_of(bundle) : zlib_of(bundle);
    std::string bytes(kCompressedBundle);
    put(bytes, static_cast<std::uint16_t>(version));
    put<std::uint16_t>(bytes, zstd ? 1 : 0);
    if (version == 2) put(bytes, static_cast<std::uint32_t>(24 + payload.size()));
    if (version == 3) put<std::uint64_t>(bytes, 32 + payload.size());
    if (version == 3) put<std::uint64_t>(bytes, bundle.size());
    if (version != 3) put(bytes, static_cast<std::uint32_t>(bundle.size()));
    put<std::uint64_t>(bytes, 0x1234);  // a hash
    return bytes + payload;
}

std::string data(const std::string& name) {
    return gpu_test::text_of(ROCINFER_SOURCE_DIR "/tests/data/bundles/" + name);
}

const std::string kHost = "host-x86_64-unknown-linux-gnu-";
const std::string kHip = "hipv4-amdgcn-amd-amdhsa--";

}  // namespace

TEST(offload_bundle, of_clang_is_read_plain_and_compressed) {
    for (const auto* name : {"plain.bundle", "zstd.bundle"}) {
        const auto bytes = data(name);
        const auto bundle = read_offload_bundle(bytes);
        ASSERT_TRUE(bundle) << name;
        // clang 19 writes the host's own name twice into its first entry.
        ASSERT_EQ(bundle->entries.size(), 3U) << name;
        EXPECT_EQ(bundle->entries[1], (BundleEntry{kHip + "gfx1101", 18})) << name;
        EXPECT_EQ(bundle->entries[2], (BundleEntry{kHip + "gfx90a:xnack-", 15})) << name;
        EXPECT_EQ(bundle->length, bytes.size()) << name;
        EXPECT_THAT(gfx_targets_in(bytes), ElementsAre("gfx1101", "gfx90a:xnack-"));
    }
}

TEST(offload_bundle, of_each_version_and_method_is_read) {
    const auto plain =
        plain_bundle({kHost, kHip + "gfx1201", "hip-spirv64-amd-amdhsa--amdgcnspirv"});
    for (const int version : {1, 2, 3}) {
        for (const bool zstd : {false, true}) {
            EXPECT_THAT(gfx_targets_in(compressed_bundle(version, zstd, plain)),
                        ElementsAre("amdgcnspirv", "gfx1201"))
                << version << zstd;
        }
    }
}

TEST(offload_bundle, behind_another_is_found_and_its_targets_are_told_once) {
    std::string file = "ELF or not" + plain_bundle({kHip + "gfx1030", kHip + "gfx1100"});
    file += std::string(100'000, '\0');
    file += compressed_bundle(3, true, plain_bundle({kHip + "gfx1100", kHip + "gfx11-generic"}));
    file += std::string(70'000, '\1') + compressed_bundle(1, true, plain_bundle({kHip + "gfx942"}));
    EXPECT_THAT(gfx_targets_in(file), ElementsAre("gfx1030", "gfx11-generic", "gfx1100", "gfx942"));
}

TEST(offload_bundle, without_code_for_a_target_does_not_count_for_it) {
    EXPECT_THAT(gfx_targets_in(plain_bundle({kHip + "gfx1030"}, 0)), IsEmpty());
    EXPECT_THAT(gfx_targets_in(plain_bundle({kHost})), IsEmpty());
}

TEST(offload_bundle, that_is_cut_or_damaged_is_none) {
    for (const auto& whole : {plain_bundle({kHost, kHip + "gfx1101"}), data("zstd.bundle"),
                              compressed_bundle(1, false, plain_bundle({kHip + "gfx1101"}))}) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            static_cast<void>(gfx_targets_in(std::string_view(whole).substr(0, size)));
            auto changed = whole;
            changed[size] = static_cast<char>(changed[size] ^ 0x5a);
            static_cast<void>(gfx_targets_in(changed));
        }
    }
    EXPECT_FALSE(read_offload_bundle(data("zstd.bundle").substr(0, 60)));
    EXPECT_FALSE(read_offload_bundle("CCOB"));
    EXPECT_FALSE(read_offload_bundle(""));
    std::string huge(kPlainBundle);
    put<std::uint64_t>(huge, UINT64_MAX);
    EXPECT_FALSE(read_offload_bundle(huge));
    EXPECT_THAT(gfx_targets_in("amdgcn-amd-amdhsa--gfx1101 is named in a message only"), IsEmpty());
}
