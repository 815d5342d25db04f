// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <csignal>

namespace inference::base {

/// Blocks every signal for the calling thread while it lives. A thread started meanwhile inherits
/// that, so that none of the host's handlers ever runs on it.
class SignalsBlocked {
public:
    SignalsBlocked() noexcept;
    ~SignalsBlocked();
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_;
};

}  // namespace inference::base
