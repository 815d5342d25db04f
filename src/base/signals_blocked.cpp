// SPDX-License-Identifier: EUPL-1.2
#include "base/signals_blocked.h"

namespace inference::base {

SignalsBlocked::SignalsBlocked() noexcept : before_() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
}

SignalsBlocked::~SignalsBlocked() {
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace inference::base
