// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string_view>

namespace inference::gguf {

/// The 13 types of a value, by the number in the file.
enum class ValueType : std::uint32_t {
    u8 = 0,
    i8 = 1,
    u16 = 2,
    i16 = 3,
    u32 = 4,
    i32 = 5,
    f32 = 6,
    boolean = 7,
    string = 8,
    array = 9,
    u64 = 10,
    i64 = 11,
    f64 = 12,
};

constexpr bool is_known(std::uint32_t number) noexcept {
    return number <= 12;
}

/// Bytes of a value, or 0 for strings and arrays.
constexpr std::uint64_t fixed_size(ValueType type) noexcept {
    switch (type) {
        case ValueType::u8:
        case ValueType::i8:
        case ValueType::boolean:
            return 1;
        case ValueType::u16:
        case ValueType::i16:
            return 2;
        case ValueType::u32:
        case ValueType::i32:
        case ValueType::f32:
            return 4;
        case ValueType::u64:
        case ValueType::i64:
        case ValueType::f64:
            return 8;
        case ValueType::string:
        case ValueType::array:
            return 0;
    }
    return 0;
}

/// The smallest size of a value in a file, in bytes.
constexpr std::uint64_t smallest_size(ValueType type) noexcept {
    if (type == ValueType::string) return 8;
    if (type == ValueType::array) return 12;
    return fixed_size(type);
}

constexpr std::string_view name_of(ValueType type) noexcept {
    constexpr std::string_view kNames[] = {"u8",   "i8",     "u16",   "i16", "u32", "i32", "f32",
                                           "bool", "string", "array", "u64", "i64", "f64"};
    return kNames[static_cast<std::uint32_t>(type)];
}

}  // namespace inference::gguf
