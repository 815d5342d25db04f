// SPDX-License-Identifier: EUPL-1.2
// write_log HEX COUNT [HEX COUNT …]: writes bytes, each piece so many times, to stdout and exits.
#include <cstdlib>
#include <string>
#include <unistd.h>

int main(int argc, char** argv) {
    std::string text;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string hex = argv[i];
        std::string piece;
        for (std::size_t at = 0; at + 1 < hex.size(); at += 2)
            piece.push_back(static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16)));
        for (int count = std::atoi(argv[i + 1]); count > 0; --count)
            text += piece;
    }
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t written = ::write(STDOUT_FILENO, text.data() + done, text.size() - done);
        if (written < 0) return 98;
        done += static_cast<std::size_t>(written);
    }
    return 0;
}
