// SPDX-License-Identifier: EUPL-1.2
// answering_host MODEL [STREAMS]: an ordinary program that loads a model, answers as many requests
// at once as it has slots, closes, and says what it met: "answer TEXT" for each stream, or "error
// TEXT"; then "left N", the children that it still has, and "folder PATH", where the server had its
// socket.
#include "support/processes.h"

#include <inference/inference.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

int give_up(const inference::Error& error) {
    std::printf("error %s\n", error.message.c_str());
    std::printf("left %zu\n", test_support::children_of(::getpid()).size());
    return 1;
}

void say_folder() {
    for (const pid_t child : test_support::children_of(::getpid())) {
        for (const std::string& word : test_support::texts_of(child, "cmdline")) {
            if (!word.ends_with("/s.sock") && !word.ends_with("/key")) continue;
            std::printf("folder %s\n", word.substr(0, word.rfind('/')).c_str());
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 99;
    const int streams = argc > 2 ? std::atoi(argv[2]) : 1;
    inference::LoadOptions load;
    load.backend = "llama_cpp";
    load.context_length = 256;
    load.parallel_slots = streams;
    load.extra_arguments = {"--threads", "1"};
    if (argc > 3) load.transport = inference::Transport::tcp;
    auto model = inference::load_model(argv[1], load);
    if (!model) return give_up(model.error());
    say_folder();
    inference::GenerateOptions few;
    few.max_tokens = 2;
    std::vector<inference::TokenStream> open;
    open.reserve(static_cast<std::size_t>(streams));
    for (int i = 0; i < streams; ++i)
        open.push_back((*model)->generate("The capital of France is", few));
    for (auto& stream : open) {
        const auto text = stream.text();
        if (!text) return give_up(text.error());
        std::printf("answer%s\n", text->c_str());
    }
    if (auto closed = (*model)->close(); !closed) return give_up(closed.error());
    std::printf("left %zu\n", test_support::children_of(::getpid()).size());
    return 0;
}
