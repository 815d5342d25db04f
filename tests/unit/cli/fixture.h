// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/open_model.h"
#include "signals/interrupts.h"
#include "terminal/console.h"
#include "terminal/line_reader.h"
#include "unit/cli/fake_backend.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <filesystem>
#include <string>

namespace rocinfer_cli::fake {

class StringOutput final : public Output {
public:
    void write(std::string_view bytes) override {
        if (closed_ || error_ != 0) return;
        text.append(bytes);
        ++writes;
        if (text.size() >= close_after) closed_ = true;
        if (text.size() >= fail_after) error_ = 28;  // ENOSPC
    }
    bool closed() const override { return closed_; }
    int error() const override { return error_; }

    std::string text;
    int writes = 0;
    std::size_t close_after = std::string::npos;
    std::size_t fail_after = std::string::npos;

private:
    bool closed_ = false;
    int error_ = 0;
};

class StringInput final : public Input {
public:
    ReadStatus read_line(std::string& line) override {
        if (text.empty()) return ReadStatus::end;
        const auto at = text.find('\n');
        line = text.substr(0, at);
        text.erase(0, at == std::string::npos ? text.size() : at + 1);
        return ReadStatus::line;
    }
    ReadStatus read_all(std::string& all) override {
        all = std::exchange(text, {});
        return ReadStatus::end;
    }
    std::string text;
};

/// A command's surroundings: a registry with `rocm` (which can't run) and `llama_cpp` (which can).
class CommandTest : public ::testing::Test {
protected:
    CommandTest() {
        engine.info.backend = "llama_cpp";
        engine.info.device = "CPU";
        rocm->why_not = inference::Error{
            inference::ErrorCode::unavailable, "rocm: /dev/kfd is not there\nsecond line", {}};
        registry.add(rocm);
        registry.add(llama_cpp);
    }

    CommandContext around() { return {console, registry, interrupts, places}; }

    void say(std::initializer_list<const char*> texts) {
        engine.script.tokens.clear();
        inference::TokenId id = 100;
        for (const char* text : texts)
            engine.script.tokens.push_back({.id = id++, .text = text, .logprob = std::nullopt});
    }

    void be_a_terminal() {
        console.in_is_terminal = console.out_is_terminal = console.err_is_terminal = true;
        console.can_redraw = console.unicode = true;
    }

    Engine engine;
    inference::Registry registry;
    std::shared_ptr<FakeBackend> rocm = std::make_shared<FakeBackend>("rocm", engine);
    std::shared_ptr<FakeBackend> llama_cpp = std::make_shared<FakeBackend>("llama_cpp", engine);
    Interrupts interrupts;
    BundledModelPlaces places;
    StringInput in;
    StringOutput out;
    StringOutput err;
    Console console{.in = in, .out = out, .err = err};
};

}  // namespace rocinfer_cli::fake
