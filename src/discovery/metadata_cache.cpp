// SPDX-License-Identifier: EUPL-1.2
#include "discovery/metadata_cache.h"

#include "base/split_file_name.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace inference::discovery {

namespace {

// To be counted up whenever what is stored changes, or how it is derived from a model file.
constexpr std::string_view kMagic = "rocinfer models 2\n";
constexpr std::uintmax_t kLargestFile = 64ULL << 20;
constexpr std::size_t kMostEntries = 10'000;

std::uint64_t checksum(std::string_view bytes) noexcept {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : bytes)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    return hash;
}

void append(std::string& bytes, std::uint64_t number) {
    for (int i = 0; i < 8; ++i)
        bytes += static_cast<char>((number >> (8 * i)) & 0xFF);
}

void append(std::string& bytes, std::int64_t number) {
    append(bytes, static_cast<std::uint64_t>(number));
}

void append(std::string& bytes, const std::string& text) {
    append(bytes, std::uint64_t{text.size()});
    bytes += text;
}

/// Reads values one after another; after the first that does not fit, all further reads fail.
class Taker {
public:
    explicit Taker(std::string_view bytes) : bytes_(bytes) {}

    void take(std::uint64_t& number) {
        number = 0;
        if (!has(8)) return;
        for (std::size_t i = 0; i < 8; ++i)
            number |= std::uint64_t{static_cast<unsigned char>(bytes_[i])} << (8 * i);
        bytes_.remove_prefix(8);
    }
    void take(std::int64_t& number) {
        std::uint64_t bits = 0;
        take(bits);
        number = static_cast<std::int64_t>(bits);
    }
    void take(std::string& text) {
        std::uint64_t length = 0;
        take(length);
        if (!has(length)) return;
        text.assign(bytes_.substr(0, static_cast<std::size_t>(length)));
        bytes_.remove_prefix(static_cast<std::size_t>(length));
    }
    bool good() const noexcept { return good_; }
    bool empty() const noexcept { return bytes_.empty(); }

private:
    bool has(std::uint64_t count) {
        good_ = good_ && count <= bytes_.size();
        return good_;
    }

    std::string_view bytes_;
    bool good_ = true;
};

/// Lists every field of ModelInfo once, for reading and writing.
template <class Info, class Visit>
void visit_fields(Info& info, const Visit& visit) {
    visit(info.architecture);
    visit(info.name);
    visit(info.licence);
    visit(info.quantisation);
    visit(info.chat_template);
    visit(info.file_bytes);
    visit(info.parameters);
    visit(info.vocab_size);
    visit(info.num_layers);
    visit(info.hidden_size);
    visit(info.num_heads);
    visit(info.num_kv_heads);
    visit(info.num_experts);
    visit(info.sliding_window);
    visit(info.trained_context);
}

std::int64_t nanoseconds(const struct stat& status) {
#ifdef __APPLE__
    const timespec& time = status.st_mtimespec;
#else
    const timespec& time = status.st_mtim;
#endif
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

std::optional<Stamp> stamp_of(const std::string& path) {
    const auto split = base::split_file_name(path);
    const auto parts = split ? split->paths() : std::vector<std::string>{path};
    Stamp stamp;
    for (const std::string& part : parts) {
        struct stat status{};
        if (::stat(part.c_str(), &status) != 0) return std::nullopt;
        stamp.bytes += static_cast<std::uint64_t>(status.st_size);
        stamp.modified_ns = std::max(stamp.modified_ns, nanoseconds(status));
        if (stamp.inode == 0) stamp.inode = static_cast<std::uint64_t>(status.st_ino);
    }
    return stamp;
}

Cache Cache::load(const std::string& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error || size > kLargestFile) return {};
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    return parse(bytes);
}

Cache Cache::parse(std::string_view bytes) {
    if (!bytes.starts_with(kMagic) || bytes.size() < kMagic.size() + 8) return {};
    const std::string_view body = bytes.substr(0, bytes.size() - 8);
    std::uint64_t sum = 0;
    Taker(bytes.substr(bytes.size() - 8)).take(sum);
    if (sum != checksum(body)) return {};
    Cache cache;
    Taker taker(body.substr(kMagic.size()));
    while (taker.good() && !taker.empty()) {
        Entry entry;
        std::uint64_t quant = 0;
        std::uint64_t kind = 0;
        taker.take(entry.info.path);
        taker.take(entry.stamp.bytes);
        taker.take(entry.stamp.modified_ns);
        taker.take(entry.stamp.inode);
        taker.take(quant);
        taker.take(kind);
        if (kind > static_cast<std::uint64_t>(ModelKind::other)) return {};
        entry.info.kind = static_cast<ModelKind>(kind);
        entry.info.quant_bits = static_cast<std::int32_t>(quant >> 16 & 0xFFFF);
        entry.info.quant_group = static_cast<std::int32_t>(quant & 0xFFFF);
        visit_fields(entry.info, [&](auto& field) { taker.take(field); });
        if (!taker.good()) return {};
        std::string path = entry.info.path;
        cache.entries_.emplace(std::move(path), std::move(entry));
    }
    return cache;
}

std::string Cache::bytes() const {
    std::string bytes(kMagic);
    for (const auto& [path, entry] : entries_) {
        append(bytes, path);
        append(bytes, entry.stamp.bytes);
        append(bytes, entry.stamp.modified_ns);
        append(bytes, entry.stamp.inode);
        append(bytes, static_cast<std::uint64_t>(entry.info.quant_bits) << 16 |
                          static_cast<std::uint64_t>(entry.info.quant_group));
        append(bytes, static_cast<std::uint64_t>(entry.info.kind));
        visit_fields(entry.info, [&](const auto& field) { append(bytes, field); });
    }
    append(bytes, checksum(bytes));
    return bytes;
}

const ModelInfo* Cache::find(const std::string& path, const Stamp& stamp) const {
    const auto found = entries_.find(path);
    return found != entries_.end() && found->second.stamp == stamp ? &found->second.info : nullptr;
}

void Cache::put(const std::string& path, const Stamp& stamp, const ModelInfo& info) {
    if (entries_.size() >= kMostEntries && !entries_.contains(path)) entries_.clear();
    entries_[path] = {stamp, info};
    changed_ = true;
}

void Cache::forget(const std::string& path) {
    changed_ = entries_.erase(path) > 0 || changed_;
}

bool Cache::save(const std::string& file) const {
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::path(file).parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder, error);
    std::string temporary = file + ".XXXXXX";
    const int descriptor = ::mkstemp(temporary.data());
    if (descriptor < 0) return false;
    ::close(descriptor);
    std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
    const std::string content = bytes();
    stream.write(content.data(), static_cast<std::streamsize>(content.size()));
    stream.close();
    if (stream) std::filesystem::rename(temporary, file, error);
    if (!stream || error) {
        std::filesystem::remove(temporary, error);
        return false;
    }
    return true;
}

}  // namespace inference::discovery
