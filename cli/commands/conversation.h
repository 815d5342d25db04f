// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/token.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace rocinfer_cli {

/// What was said so far, and the system message before it.
class Conversation {
public:
    explicit Conversation(std::string system) : system_(std::move(system)) {}

    /// An empty text takes the system message away.
    void set_system(std::string text) { system_ = std::move(text); }
    const std::string& system() const { return system_; }
    void ask(std::string text) { turns_.push_back({"user", std::move(text)}); }
    /// An empty answer takes the question back: templates want the roles in turn.
    void answer(std::string text) {
        if (text.empty()) {
            turns_.pop_back();
        } else {
            turns_.push_back({"assistant", std::move(text)});
        }
    }
    /// Forgets the turns, keeps the system message.
    void reset() { turns_.clear(); }
    std::size_t turns() const { return turns_.size(); }
    /// What the model is given.
    std::vector<inference::Message> messages() const {
        std::vector<inference::Message> all;
        if (!system_.empty()) all.push_back({"system", system_});
        all.insert(all.end(), turns_.begin(), turns_.end());
        return all;
    }

private:
    std::string system_;
    std::vector<inference::Message> turns_;
};

}  // namespace rocinfer_cli
