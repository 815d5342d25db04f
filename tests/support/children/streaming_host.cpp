// SPDX-License-Identifier: EUPL-1.2
// Loads the model in argv[1] and streams from it until it is killed; says the pid of each of its
// children, then "streaming" at the first token.
#include "support/processes.h"

#include <inference/inference.h>

#include <cstdio>

int main(int argc, char** argv) {
    if (argc != 2) return 99;
    inference::LoadOptions load;
    load.backend = "llama_cpp";
    load.extra_arguments = {"--threads", "1"};
    auto model = inference::load_model(argv[1], load);
    if (!model) {
        std::printf("%s\n", model.error().message.c_str());
        return 1;
    }
    for (const pid_t child : test_support::children_of(::getpid()))
        std::printf("%d\n", child);
    inference::GenerateOptions options;
    options.max_tokens = 100'000;
    options.ignore_end_of_sequence = true;
    bool said = false;
    for (;;) {
        auto stream = (*model)->generate("The capital of France is", options);
        while (stream.next()) {
            if (!said) std::printf("streaming\n");
            said = true;
            std::fflush(stdout);
        }
    }
}
