// SPDX-License-Identifier: EUPL-1.2
// Whatever the boundaries at which bytes arrive, the framer gives what a plain reading of the whole
// stream gives. The input: which longest line, two bytes of seed for the boundaries, the stream.
#include "http/sse_framer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using inference::http::SseField;
using inference::http::SseFramer;

constexpr std::array<std::size_t, 4> kLongestLines{8, 64, 1000, 1 << 20};

void require(bool holds) {
    if (!holds) std::abort();
}

struct Field {
    SseField::Kind kind;
    std::string value;
    friend bool operator==(const Field&, const Field&) = default;
};

struct Reading {
    std::vector<Field> fields;
    bool overlong = false;
    bool mid_line = false;
};

/// The same by the plainest means.
Reading expected(std::string_view stream, std::size_t longest) {
    Reading reading;
    while (!stream.empty()) {
        const auto newline = stream.find('\n');
        reading.overlong = std::min(newline, stream.size()) > longest;
        if (reading.overlong) return reading;
        reading.mid_line = newline == std::string_view::npos;
        if (reading.mid_line) return reading;
        std::string line(stream.substr(0, newline));
        stream.remove_prefix(newline + 1);
        if (!line.empty() && line.back() == '\r') line.pop_back();
        for (const auto kind : {SseField::Kind::data, SseField::Kind::error}) {
            const std::string name = kind == SseField::Kind::data ? "data:" : "error:";
            if (line.substr(0, name.size()) != name) continue;
            std::string value = line.substr(name.size());
            if (!value.empty() && value.front() == ' ') value.erase(0, 1);
            reading.fields.push_back({kind, value});
        }
    }
    return reading;
}

/// `next_size` gives the size of each piece.
template <class NextSize>
Reading read_in_pieces(std::string_view stream, std::size_t longest, NextSize next_size) {
    SseFramer framer(longest);
    Reading reading;
    while (true) {
        while (auto field = framer.next()) {
            // All that a parser may read behind the value must be there.
            unsigned sum = 0;
            for (std::size_t i = 0; i < field->value.size() + SseFramer::kPadding; ++i)
                sum += static_cast<unsigned char>(field->value.data()[i]);
            volatile unsigned kept = sum;
            (void)kept;
            reading.fields.push_back({field->kind, std::string(field->value)});
        }
        if (stream.empty()) break;
        const auto piece = stream.substr(0, next_size());
        framer.append(std::string(piece));  // a copy of its own: overruns are seen
        stream.remove_prefix(piece.size());
    }
    require(!framer.next());
    reading.overlong = framer.overlong();
    reading.mid_line = framer.mid_line();
    return reading;
}

void compare(const Reading& got, const Reading& wanted) {
    require(got.fields == wanted.fields);
    require(got.overlong == wanted.overlong);
    require(wanted.overlong || got.mid_line == wanted.mid_line);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3) return 0;
    const std::size_t longest = kLongestLines[data[0] % kLongestLines.size()];
    std::uint32_t seed = (std::uint32_t{data[1]} << 8U) + data[2] + 1;
    const std::string_view stream(reinterpret_cast<const char*>(data) + 3, size - 3);

    const Reading wanted = expected(stream, longest);
    compare(read_in_pieces(stream, longest, [&] { return stream.size(); }), wanted);
    compare(read_in_pieces(stream, longest, [] { return std::size_t{1}; }), wanted);
    const auto random_size = [&] {
        seed ^= seed << 13U;
        seed ^= seed >> 17U;
        seed ^= seed << 5U;
        return std::size_t{seed % 37};  // nothing at all, too
    };
    compare(read_in_pieces(stream, longest, random_size), wanted);
    return 0;
}
