// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <cstdint>
#include <span>
#include <string>

namespace inference::gguf {

/// Where the bytes come from. Read with pread rather than mapped: a mapped file that somebody
/// truncates meanwhile kills the process with SIGBUS, a read of it merely comes up short.
class ByteSource {
public:
    ByteSource() = default;
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;
    virtual ~ByteSource() = default;

    virtual std::uint64_t size() const noexcept = 0;
    /// Fills `into` from `offset` on; how many bytes there were (fewer only at the end).
    virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<unsigned char> into) = 0;
};

/// Bytes in memory; they must outlive it.
class MemorySource final : public ByteSource {
public:
    explicit MemorySource(std::span<const unsigned char> bytes) noexcept : bytes_(bytes) {}
    std::uint64_t size() const noexcept override { return bytes_.size(); }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<unsigned char> into) override;

private:
    std::span<const unsigned char> bytes_;
};

/// A regular file.
class FileSource final : public ByteSource {
public:
    /// `not_found` or `io` (what the system said) or `bad_model` (a folder, a socket).
    static Result<FileSource> open(const std::string& path);
    FileSource(FileSource&& other) noexcept;
    FileSource& operator=(FileSource&&) = delete;
    ~FileSource() override;

    std::uint64_t size() const noexcept override { return size_; }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<unsigned char> into) override;

private:
    FileSource(int descriptor, std::uint64_t size) noexcept
        : descriptor_(descriptor), size_(size) {}

    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

}  // namespace inference::gguf
