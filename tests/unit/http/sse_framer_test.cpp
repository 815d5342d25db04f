// SPDX-License-Identifier: EUPL-1.2
#include "http/sse_framer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace inference::http {
namespace {

using Kind = SseField::Kind;

std::vector<std::string> read_all(SseFramer& framer) {
    std::vector<std::string> fields;
    while (auto field = framer.next()) {
        fields.push_back((field->kind == Kind::data ? "data|" : "error|") +
                         std::string(field->value));
    }
    return fields;
}

std::vector<std::string> fields_of(std::string_view bytes, std::size_t piece) {
    SseFramer framer(1024);
    std::vector<std::string> fields;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        framer.append(bytes.substr(at, piece));
        for (std::string& field : read_all(framer))
            fields.push_back(std::move(field));
    }
    return fields;
}

constexpr std::string_view kStream =
    "data: {\"a\":1}\n\n: ping\n\ndata:no space\r\n\r\nerror: {\"code\":500}\nevent: x\nid: 7\n"
    "data:  two spaces\n\nnonsense\ndata\ndata:\n\ndata: last: with colons\n";

TEST(sse_framer, gives_the_same_fields_however_the_bytes_are_cut) {
    const std::vector<std::string> expected{
        "data|{\"a\":1}",   "data|no space", "error|{\"code\":500}",
        "data| two spaces", "data|",         "data|last: with colons"};
    for (std::size_t piece = 1; piece <= kStream.size(); ++piece)
        EXPECT_EQ(fields_of(kStream, piece), expected) << "in pieces of " << piece;
}

TEST(sse_framer, gives_the_same_fields_for_a_thousand_random_cuts) {
    std::string stream;
    std::vector<std::string> expected;
    std::mt19937 random(7);
    for (int i = 0; i < 200; ++i) {
        const std::string value(random() % 300, static_cast<char>('a' + i % 26));
        stream += "data: " + value + (i % 3 == 0 ? "\r\n\r\n" : "\n\n");
        if (i % 5 == 0) stream += ":\n\n";
        expected.push_back("data|" + value);
    }
    for (int round = 0; round < 1000; ++round) {
        SseFramer framer(1024);
        std::vector<std::string> fields;
        for (std::size_t at = 0; at < stream.size();) {
            const std::size_t piece = 1 + random() % 700;
            framer.append(std::string_view(stream).substr(at, piece));
            at += piece;
            // Read only sometimes: what is unread must survive what is appended.
            if (random() % 3 != 0) continue;
            for (std::string& field : read_all(framer))
                fields.push_back(std::move(field));
        }
        for (std::string& field : read_all(framer))
            fields.push_back(std::move(field));
        ASSERT_EQ(fields, expected) << "round " << round;
        EXPECT_FALSE(framer.mid_line());
    }
}

TEST(sse_framer, an_unfinished_line_is_no_field_yet) {
    SseFramer framer(100);
    framer.append("data: half");
    EXPECT_FALSE(framer.next());
    EXPECT_TRUE(framer.mid_line());
    framer.append(" a line\n");
    EXPECT_THAT(read_all(framer), testing::ElementsAre("data|half a line"));
    EXPECT_FALSE(framer.mid_line());
}

TEST(sse_framer, a_line_that_is_too_long_ends_it_whether_or_not_its_newline_came) {
    SseFramer whole(32);
    whole.append("data: short\ndata: " + std::string(40, 'x') + "\ndata: after\n");
    EXPECT_THAT(read_all(whole), testing::ElementsAre("data|short"));
    EXPECT_TRUE(whole.overlong());

    SseFramer endless(32);
    for (int i = 0; i < 10 && !endless.overlong(); ++i) {
        endless.append("xxxxxxxx");
        EXPECT_FALSE(endless.next());
    }
    EXPECT_TRUE(endless.overlong());
    endless.append("\ndata: after\n");
    EXPECT_FALSE(endless.next());
}

TEST(sse_framer, a_line_of_just_the_allowed_length_is_read) {
    const std::string line = "data: " + std::string(26, 'x');
    SseFramer framer(32);
    framer.append(line);
    EXPECT_FALSE(framer.next());
    framer.append("\n");
    EXPECT_THAT(read_all(framer), testing::ElementsAre("data|" + std::string(26, 'x')));
    EXPECT_FALSE(framer.overlong());
}

// Under AddressSanitizer this reads what a SIMD parser would.
TEST(sse_framer, a_value_has_readable_bytes_behind_it) {
    for (std::size_t length = 0; length < 200; ++length) {
        SseFramer framer(1024);
        framer.append("data: " + std::string(length, 'x') + "\n");
        const auto field = framer.next();
        ASSERT_TRUE(field);
        unsigned sum = 0;
        const auto* bytes = reinterpret_cast<const unsigned char*>(field->value.data());
        for (std::size_t i = 0; i < field->value.size() + SseFramer::kPadding; ++i)
            sum += bytes[i];
        EXPECT_GE(sum, length * 'x');
    }
}

TEST(sse_framer, bytes_of_any_value_pass_unchanged) {
    std::string value;
    for (int byte = 0; byte < 256; ++byte) {
        if (byte != '\n' && byte != '\r') value += static_cast<char>(byte);
    }
    SseFramer framer(1024);
    framer.append("data: " + value + "\n");
    EXPECT_THAT(read_all(framer), testing::ElementsAre("data|" + value));
}

}  // namespace
}  // namespace inference::http
