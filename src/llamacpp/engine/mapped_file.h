// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace inference::llamacpp {

/// A file's bytes, mapped and not read: libraries with GPU code have a gigabyte. Empty where it is
/// no file that can be read.
class MappedFile {
public:
    explicit MappedFile(const std::string& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    std::string_view bytes() const noexcept;

private:
    void* address_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace inference::llamacpp
