// SPDX-License-Identifier: EUPL-1.2
// Starts a child, prints its pid and becomes another process of the same program.
#include "support/children/hosting.h"

#include <unistd.h>

int main(int argc, char** argv) {
    const auto child = hosting::spawn_ready(argc, argv);
    hosting::say(std::to_string(child->pid()));
    ::execv(argv[1], argv + 1);
    return 97;
}
