// SPDX-License-Identifier: EUPL-1.2
#include "bare_walk.h"

#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bench {

namespace {

template <class T>
T take(const unsigned char*& at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
}

void skip_string(const unsigned char*& at) {
    at += take<std::uint64_t>(at);
}

void skip_value(const unsigned char*& at, std::uint32_t type) {
    constexpr std::uint64_t kSizes[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
    if (type == 8) {
        skip_string(at);
    } else if (type == 9) {
        const auto element = take<std::uint32_t>(at);
        auto count = take<std::uint64_t>(at);
        if (element == 8)
            for (; count > 0; --count)
                skip_string(at);
        else
            at += count * kSizes[element];
    } else {
        at += kSizes[type];
    }
}

}  // namespace

std::uint64_t bare_walk(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status{};
    if (descriptor < 0 || ::fstat(descriptor, &status) != 0)
        throw std::runtime_error("bare_walk: can't open " + path);
    const auto size = static_cast<std::size_t>(status.st_size);
    void* const map = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    ::close(descriptor);
    if (map == MAP_FAILED) throw std::runtime_error("bare_walk: can't map " + path);
    const auto* const begin = static_cast<const unsigned char*>(map);
    const unsigned char* at = begin + 8;
    auto tensors = take<std::uint64_t>(at);
    auto keys = take<std::uint64_t>(at);
    for (; keys > 0; --keys) {
        skip_string(at);
        const auto type = take<std::uint32_t>(at);
        skip_value(at, type);
    }
    for (; tensors > 0; --tensors) {
        skip_string(at);
        const auto dimensions = take<std::uint32_t>(at);
        at += dimensions * 8 + 4 + 8;
    }
    const auto end = static_cast<std::uint64_t>(at - begin);
    ::munmap(map, size);
    return end;
}

}  // namespace bench
