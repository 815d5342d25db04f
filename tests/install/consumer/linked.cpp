// SPDX-License-Identifier: EUPL-1.2
// Uses nothing of rocinfer::rocm: that it is linked must be enough.
#include <inference/registry.h>

#include <iostream>

int main() {
    for (const char* gap = ""; const auto& name : inference::registry().list()) {
        std::cout << gap << name;
        gap = " ";
    }
}
