// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

namespace inference::base {

/// Tells the process that made an object from a copy of it that fork() made later. In the copy our
/// threads do not exist, a mutex may stay locked for ever, and sockets, files and children still
/// belong to the original. Counts forks by pthread_atfork(), so a copy made by a bare clone or
/// _Fork() system call is not noticed. Thread-safe.
class ForkGuard {
public:
    ForkGuard();

    /// False in a forked copy.
    bool in_original_process() const noexcept;

private:
    std::uint64_t generation_;
};

/// Deletes an object in the process that made it. A forked copy leaves the object as it is: its
/// destructor could wait for a thread that is not there, or act on what belongs to the original.
class DeleteInOriginalProcess {
public:
    template <class T>
    void operator()(T* object) const noexcept {
        if (guard_.in_original_process()) delete object;
    }
    bool in_original_process() const noexcept { return guard_.in_original_process(); }

private:
    ForkGuard guard_;
};

/// Owns an object that only the process that made it destroys. Converts to std::shared_ptr, which
/// then has the same property.
template <class T>
using ForkBound = std::unique_ptr<T, DeleteInOriginalProcess>;

template <class T, class... Arguments>
ForkBound<T> make_fork_bound(Arguments&&... arguments) {
    return ForkBound<T>(new T(std::forward<Arguments>(arguments)...));
}

}  // namespace inference::base
