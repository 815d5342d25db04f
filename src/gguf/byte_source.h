// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <cstdint>
#include <span>
#include <string>

namespace inference::gguf {

/// Where the bytes come from. Files are read with pread() and not mapped: when another program
/// truncates a mapped file, SIGBUS kills this process, while a read just gives fewer bytes.
class ByteSource {
public:
    ByteSource() = default;
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;
    virtual ~ByteSource() = default;

    virtual std::uint64_t size() const noexcept = 0;
    /// Reads from `offset` into `into`, and returns how many bytes there were (fewer only at the
    /// end).
    virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<unsigned char> into) = 0;
};

/// Bytes in memory, which must outlive this object.
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
    /// Errors: `not_found` or `io` with the system's reason, `bad_model` for a folder, a socket or
    /// a pipe.
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
