// SPDX-License-Identifier: EUPL-1.2
#include "terminal/standard_descriptors.h"

#include <fcntl.h>
#include <initializer_list>
#include <unistd.h>

namespace rocinfer_cli {

void fill_standard_descriptors() {
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(fd, F_GETFD) >= 0) continue;
        // The lowest free number is this one. To read only, for the outputs too: writing must fail,
        // as it would have.
        if (::open("/dev/null", O_RDONLY) != fd) return;
    }
}

}  // namespace rocinfer_cli
