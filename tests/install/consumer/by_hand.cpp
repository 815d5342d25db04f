// SPDX-License-Identifier: EUPL-1.2
#include <inference/rocm/backend.h>

#include <iostream>

int main() {
    inference::Registry own;
    inference::rocm::register_backend(own);
    for (const char* gap = ""; const auto& name : own.list()) {
        std::cout << gap << name;
        gap = " ";
    }
}
