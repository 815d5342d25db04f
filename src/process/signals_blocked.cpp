// SPDX-License-Identifier: EUPL-1.2
#include "process/signals_blocked.h"

namespace inference::process {

SignalsBlocked::SignalsBlocked() noexcept : before_() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
}

SignalsBlocked::~SignalsBlocked() {
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace inference::process
