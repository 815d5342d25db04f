// SPDX-License-Identifier: EUPL-1.2
// Starts a child, prints its pid and waits to be killed.
#include "support/children/hosting.h"

#include <unistd.h>

int main(int argc, char** argv) {
    const auto child = hosting::spawn_ready(argc, argv);
    hosting::say(std::to_string(child->pid()));
    for (;;)
        ::pause();
}
