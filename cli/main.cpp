// SPDX-License-Identifier: EUPL-1.2
#include "exit_codes.h"
#include "process_console.h"
#include "program.h"
#include "terminal/standard_descriptors.h"

#include <algorithm>
#include <clocale>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace {

int run(std::vector<std::string> arguments) {
    rocinfer_cli::ProcessConsole process;
    if (!process.works()) {
        std::cerr << "rocinfer: the process may open no more files; allow more (ulimit -n)\n";
        return rocinfer_cli::kFailure;
    }
    return rocinfer_cli::run_program(std::move(arguments), process.context());
}

}  // namespace

int main(int argc, char** argv) {
    rocinfer_cli::fill_standard_descriptors();
    std::setlocale(LC_CTYPE, "");
    try {
        return run(std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
    } catch (const std::exception& error) {
        std::cerr << "rocinfer: " << error.what() << '\n';
        return rocinfer_cli::kFailure;
    }
}
