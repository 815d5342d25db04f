// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/engine/unpack_start.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <zlib.h>
#include <zstd.h>

namespace inference::llamacpp {

std::string unpack_start_of_zlib(std::string_view packed, std::size_t most) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) return {};
    const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, &inflateEnd);
    std::string start(most, '\0');
    constexpr std::size_t kMost = std::numeric_limits<uInt>::max();
    // zlib does not write to what it reads, but its type says so only in newer versions.
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));
    stream.avail_in = static_cast<uInt>(std::min(packed.size(), kMost));
    stream.next_out = reinterpret_cast<Bytef*>(start.data());
    stream.avail_out = static_cast<uInt>(std::min(most, kMost));
    inflate(&stream, Z_SYNC_FLUSH);
    start.resize(stream.total_out);
    return start;
}

std::string unpack_start_of_zstd(std::string_view packed, std::size_t most) {
    const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                          &ZSTD_freeDCtx);
    if (!context) return {};
    std::string start(most, '\0');
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    ZSTD_outBuffer out{start.data(), start.size(), 0};
    while (out.pos < out.size) {
        const auto before = in.pos + out.pos;
        const auto rest = ZSTD_decompressStream(context.get(), &out, &in);
        if (ZSTD_isError(rest) != 0U || rest == 0 || in.pos + out.pos == before) break;
    }
    start.resize(out.pos);
    return start;
}

}  // namespace inference::llamacpp
