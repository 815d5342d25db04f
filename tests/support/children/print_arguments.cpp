// SPDX-License-Identifier: EUPL-1.2
// Prints its arguments and environment, one a line in hexadecimal: "arg 6162", "env 613d62".
#include <cstdio>
#include <unistd.h>

namespace {

void print(const char* kind, const char* bytes) {
    std::printf("%s ", kind);
    for (; *bytes != '\0'; ++bytes)
        std::printf("%02x", static_cast<unsigned char>(*bytes));
    std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
    for (int i = 0; i < argc; ++i)
        print("arg", argv[i]);
    for (char** variable = environ; *variable != nullptr; ++variable)
        print("env", *variable);
    return 0;
}
