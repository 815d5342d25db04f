// SPDX-License-Identifier: EUPL-1.2
#include "base/utf8.h"
#include "gguf/header.h"
#include "gguf/size_label.h"
#include "gguf/value_type.h"

#include <fmt/format.h>

#include <bit>

namespace inference::gguf {

namespace {

constexpr std::uint64_t kLongestKey = 65'535;
constexpr std::uint64_t kLongestText = 1 << 20;
constexpr std::uint64_t kLongestOtherText = 4096;
constexpr std::uint64_t kLongestKeptArray = 4096;
// From this length on an array is a vocabulary and not a list with one number for each layer.
constexpr std::uint64_t kLongArray = 4096;
constexpr int kDeepestArray = 8;

bool is_wanted_text(std::string_view key) noexcept {
    return key.starts_with("general.") || key == "tokenizer.chat_template" ||
           key == "tokenizer.ggml.model" || key == "tokenizer.ggml.pre";
}

std::unexpected<Error> bad_type(std::uint32_t type, std::string_view key, std::uint64_t at) {
    return fail(ErrorCode::bad_model,
                fmt::format("has the key '{}' of unknown type {}, at byte {}", key, type, at));
}

std::unexpected<Error> too_much(std::uint64_t at) {
    return fail(ErrorCode::bad_model,
                fmt::format("has more metadata than any model needs, at byte {}", at));
}

/// The value of a type with a fixed size.
Result<GgufValue> read_number(ByteReader& reader, ValueType type, std::string_view key) {
    const std::uint64_t at = reader.position();
    const auto unsigned_value = [](const auto& value) -> Result<GgufValue> {
        if (!value) return std::unexpected(value.error());
        return GgufValue{std::uint64_t{*value}};
    };
    switch (type) {
        case ValueType::u8:
            return unsigned_value(reader.u8());
        case ValueType::u16:
            return unsigned_value(reader.u16());
        case ValueType::u32:
            return unsigned_value(reader.u32());
        case ValueType::u64:
            return unsigned_value(reader.u64());
        case ValueType::i8: {
            const auto value = reader.u8();
            if (!value) return std::unexpected(value.error());
            return GgufValue{std::int64_t{static_cast<std::int8_t>(*value)}};
        }
        case ValueType::i16: {
            const auto value = reader.u16();
            if (!value) return std::unexpected(value.error());
            return GgufValue{std::int64_t{static_cast<std::int16_t>(*value)}};
        }
        case ValueType::i32: {
            const auto value = reader.u32();
            if (!value) return std::unexpected(value.error());
            return GgufValue{std::int64_t{static_cast<std::int32_t>(*value)}};
        }
        case ValueType::i64: {
            const auto value = reader.u64();
            if (!value) return std::unexpected(value.error());
            return GgufValue{static_cast<std::int64_t>(*value)};
        }
        case ValueType::f32: {
            const auto value = reader.u32();
            if (!value) return std::unexpected(value.error());
            return GgufValue{double{std::bit_cast<float>(*value)}};
        }
        case ValueType::f64: {
            const auto value = reader.u64();
            if (!value) return std::unexpected(value.error());
            return GgufValue{std::bit_cast<double>(*value)};
        }
        case ValueType::boolean: {
            const auto value = reader.u8();
            if (!value) return std::unexpected(value.error());
            if (*value > 1)
                return fail(
                    ErrorCode::bad_model,
                    fmt::format("has the key '{}' with a bool of {}, at byte {}", key, *value, at));
            return GgufValue{*value == 1};
        }
        case ValueType::string:
        case ValueType::array:
            break;
    }
    return bad_type(static_cast<std::uint32_t>(type), key, at);
}

Result<GgufValue> read_text(ByteReader& reader, Allowance& allowance, std::string_view key) {
    const std::uint64_t at = reader.position();
    // Checked before the length: a text that we do not keep may have any.
    const auto length = reader.peek_u64();
    if (!length) return std::unexpected(length.error());
    const bool wanted = is_wanted_text(key);
    if (!wanted && *length > kLongestOtherText) {
        if (auto skipped = reader.skip_strings(1); !skipped)
            return std::unexpected(skipped.error());
        return GgufValue{};
    }
    auto text = reader.string(kLongestText);
    if (!text) return std::unexpected(text.error());
    if (!allowance.take_bytes(text->size())) return too_much(at);
    if (!base::is_utf8(*text)) {
        // llama.cpp runs such a file, so it is shown as well as it can be.
        return wanted ? GgufValue{base::replace_invalid_utf8(*text)} : GgufValue{};
    }
    return GgufValue{std::move(*text)};
}

Result<void> skip_elements(ByteReader& reader, Allowance& allowance, ValueType type,
                           std::uint64_t count, std::string_view key, int depth) {
    const std::uint64_t at = reader.position();
    if (count > reader.remaining() / smallest_size(type))
        return fail(ErrorCode::bad_model,
                    fmt::format("has the key '{}' with {} elements, more than the file can hold, "
                                "at byte {}",
                                key, count, at));
    if (fixed_size(type) > 0) return reader.skip(count * fixed_size(type));
    if (!allowance.take_elements(count)) return too_much(at);
    if (type == ValueType::string) return reader.skip_strings(count);
    if (depth >= kDeepestArray)
        return fail(ErrorCode::bad_model,
                    fmt::format("has the key '{}' with arrays nested more than {} deep, at byte {}",
                                key, kDeepestArray, at));
    for (; count > 0; --count) {
        const std::uint64_t inner_at = reader.position();
        const auto inner = reader.u32();
        if (!inner) return std::unexpected(inner.error());
        if (!is_known(*inner)) return bad_type(*inner, key, inner_at);
        const auto inner_count = reader.u64();
        if (!inner_count) return std::unexpected(inner_count.error());
        if (auto skipped = skip_elements(reader, allowance, static_cast<ValueType>(*inner),
                                         *inner_count, key, depth + 1);
            !skipped)
            return skipped;
    }
    return {};
}

/// A list of numbers that is short enough to hold one for each layer.
Result<GgufValue> read_list(ByteReader& reader, Allowance& allowance, ValueType type,
                            std::uint64_t count, std::string_view key) {
    if (!allowance.take_bytes(count * sizeof(std::int64_t))) return too_much(reader.position());
    std::vector<std::int64_t> whole;
    std::vector<double> real;
    const bool is_real = type == ValueType::f32 || type == ValueType::f64;
    for (; count > 0; --count) {
        const auto value = read_number(reader, type, key);
        if (!value) return std::unexpected(value.error());
        if (const auto* number = std::get_if<double>(&*value))
            real.push_back(*number);
        else if (const auto* unsigned_number = std::get_if<std::uint64_t>(&*value))
            whole.push_back(static_cast<std::int64_t>(*unsigned_number));
        else if (const auto* signed_number = std::get_if<std::int64_t>(&*value))
            whole.push_back(*signed_number);
        else
            whole.push_back(std::get<bool>(*value) ? 1 : 0);
    }
    if (is_real) return GgufValue{std::move(real)};
    return GgufValue{std::move(whole)};
}

bool is_number(const std::vector<GgufKey>& keys, const std::string& name) {
    return unsigned_of(find_key(keys, name)).has_value();
}

/// Whether everything that a list of models shows is known. `vocabulary` is the array reached.
bool is_enough(const std::vector<GgufKey>& keys, std::string_view vocabulary) {
    const GgufKey* const architecture = find_key(keys, "general.architecture");
    if (architecture == nullptr) return false;
    const auto* name = std::get_if<std::string>(&architecture->value);
    if (name == nullptr || !is_number(keys, "general.file_type")) return false;
    if (vocabulary != "tokenizer.ggml.tokens" &&
        find_key(keys, "tokenizer.ggml.tokens") == nullptr &&
        !is_number(keys, *name + ".vocab_size"))
        return false;
    for (const char* needed :
         {".context_length", ".block_count", ".embedding_length", ".attention.head_count"})
        if (find_key(keys, *name + needed) == nullptr) return false;
    if (is_number(keys, "general.parameter_count")) return true;
    const GgufKey* const label = find_key(keys, "general.size_label");
    if (label == nullptr) return false;
    const auto* text = std::get_if<std::string>(&label->value);
    return text != nullptr && parameters_of_size_label(*text) > 0;
}

/// Reads an array's value; `stop` is set, and the array left unread, once enough is known.
Result<void> read_array(ByteReader& reader, Allowance& allowance, GgufKey& key,
                        const std::vector<GgufKey>& before, bool may_stop, bool& stop) {
    const std::uint64_t at = reader.position();
    const auto type = reader.u32();
    if (!type) return std::unexpected(type.error());
    if (!is_known(*type)) return bad_type(*type, key.key, at);
    const auto count = reader.u64();
    if (!count) return std::unexpected(count.error());
    const auto element = static_cast<ValueType>(*type);
    key.type = fmt::format("array of {}", name_of(element));
    key.count = *count;
    if (*count > reader.remaining() / smallest_size(element))
        return fail(ErrorCode::bad_model,
                    fmt::format("has the key '{}' with {} elements, more than the file can hold, "
                                "at byte {}",
                                key.key, *count, at));
    if (may_stop && *count >= kLongArray && is_enough(before, key.key)) {
        stop = true;
        return {};
    }
    if (*count > kLongestKeptArray || fixed_size(element) == 0 || key.key.starts_with("tokenizer."))
        return skip_elements(reader, allowance, element, *count, key.key, 0);
    auto list = read_list(reader, allowance, element, *count, key.key);
    if (!list) return std::unexpected(list.error());
    key.value = std::move(*list);
    return {};
}

Result<std::string> read_key_name(ByteReader& reader, Allowance& allowance) {
    const std::uint64_t at = reader.position();
    auto name = reader.string(kLongestKey);
    if (!name) return name;
    if (!allowance.take_bytes(name->size() + sizeof(GgufKey))) return too_much(at);
    if (name->empty())
        return fail(ErrorCode::bad_model, fmt::format("has a key without a name, at byte {}", at));
    if (!base::is_utf8(*name))
        return fail(ErrorCode::bad_model,
                    fmt::format("has a key whose name is not UTF-8, at byte {}", at));
    return name;
}

Result<void> check_names(const std::vector<GgufKey>& keys,
                         const std::vector<std::uint64_t>& places) {
    std::vector<std::string_view> names;
    names.reserve(keys.size());
    for (const GgufKey& key : keys)
        names.push_back(key.key);
    const std::string_view twice = find_duplicate(names);
    if (twice.empty()) return {};
    std::size_t last = keys.size() - 1;
    while (keys[last].key != twice)
        --last;
    return fail(ErrorCode::bad_model,
                fmt::format("has the key '{}' twice, at byte {}", twice, places[last]));
}

}  // namespace

Result<bool> read_keys(ByteReader& reader, Allowance& allowance, std::uint64_t count, bool may_stop,
                       std::vector<GgufKey>& keys) {
    // The fewest bytes of a key: its name's length, one letter, its type and one byte of value.
    if (count > reader.remaining() / 14)
        return fail(ErrorCode::bad_model,
                    fmt::format("claims {} keys at byte 16, more than the file can hold", count));
    std::vector<std::uint64_t> places;
    bool stop = false;
    for (; count > 0 && !stop; --count) {
        const std::uint64_t at = reader.position();
        auto name = read_key_name(reader, allowance);
        if (!name) return std::unexpected(name.error());
        GgufKey key;
        key.key = std::move(*name);
        const std::uint64_t type_at = reader.position();
        const auto type = reader.u32();
        if (!type) return std::unexpected(type.error());
        if (!is_known(*type)) return bad_type(*type, key.key, type_at);
        key.type = name_of(static_cast<ValueType>(*type));
        if (static_cast<ValueType>(*type) == ValueType::array) {
            if (auto read = read_array(reader, allowance, key, keys, may_stop, stop); !read)
                return std::unexpected(read.error());
        } else {
            auto value = static_cast<ValueType>(*type) == ValueType::string
                             ? read_text(reader, allowance, key.key)
                             : read_number(reader, static_cast<ValueType>(*type), key.key);
            if (!value) return std::unexpected(value.error());
            key.value = std::move(*value);
        }
        keys.push_back(std::move(key));
        places.push_back(at);
    }
    if (auto unique = check_names(keys, places); !unique) return std::unexpected(unique.error());
    return !stop;
}

}  // namespace inference::gguf
