// SPDX-License-Identifier: EUPL-1.2
#include "gguf/byte_reader.h"

#include "support/gguf_writer.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using inference::gguf::ByteReader;
using inference::gguf::MemorySource;
using test_support::gguf_string;

MemorySource source_of(const std::string& bytes) {
    return MemorySource({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

TEST(byte_reader, strings_are_skipped_across_every_window_edge) {
    std::string bytes;
    for (std::size_t i = 0; i < 50; ++i)
        bytes += gguf_string(std::string(i % 13, 'x'));
    bytes += "end!";
    for (std::size_t window = 8; window < 64; ++window) {
        MemorySource source = source_of(bytes);
        ByteReader reader(source, window);
        ASSERT_TRUE(reader.skip_strings(50)) << window;
        EXPECT_EQ(reader.remaining(), 4) << window;
    }
}

TEST(byte_reader, a_string_longer_than_the_rest_is_not_skipped) {
    const std::string bytes = gguf_string("abc").substr(0, 10);
    MemorySource source = source_of(bytes);
    ByteReader reader(source);
    EXPECT_FALSE(reader.skip_strings(1));
}

TEST(byte_reader, skipping_can_not_run_over_the_end) {
    const std::string bytes(100, 'x');
    MemorySource source = source_of(bytes);
    ByteReader reader(source, 16);
    EXPECT_TRUE(reader.skip(99));
    EXPECT_FALSE(reader.skip(2));
    EXPECT_FALSE(reader.skip(~std::uint64_t{0}));
    EXPECT_TRUE(reader.skip(1));
    EXPECT_FALSE(reader.u8());
}

}  // namespace
