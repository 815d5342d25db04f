// SPDX-License-Identifier: EUPL-1.2
#include "input/rule_check.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>

namespace rocinfer_cli {
namespace {

using inference::ErrorCode;
using inference::fail;
using inference::Result;

bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

/// Reads a grammar as llama.cpp does, and builds nothing. What it does not know it lets pass.
class GrammarCheck {
public:
    explicit GrammarCheck(std::string_view text) : text_(text) {}

    Result<void> run() {
        blanks(true);
        while (!at_end() && !fault_)
            rule();
        if (!fault_) names();
        if (fault_) return fail(ErrorCode::invalid_argument, "--grammar: " + *fault_);
        return {};
    }

private:
    static constexpr int kDeepest = 256;

    bool at_end() const { return at_ >= text_.size(); }
    char here() const { return at_end() ? '\0' : text_[at_]; }

    std::string shown() const {
        if (at_end()) return "the end";
        if (here() == '\n' || here() == '\r') return "the end of the line";
        return "'" +
               std::string(
                   text_.substr(at_, std::min<std::size_t>(text_.find('\n', at_) - at_, 12))) +
               "'";
    }

    std::size_t line_of(std::size_t at) const {
        const auto until = text_.substr(0, std::min(at, text_.size()));
        return 1 + static_cast<std::size_t>(std::ranges::count(until, '\n'));
    }

    void fault(std::size_t at, const std::string& why) {
        if (!fault_) fault_ = "line " + std::to_string(line_of(at)) + ": " + why;
        at_ = text_.size();
    }

    void blanks(bool newlines) {
        while (!at_end()) {
            if (here() == '#') {
                at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
            } else if (here() == ' ' || here() == '\t' ||
                       (newlines && (here() == '\n' || here() == '\r'))) {
                ++at_;
            } else {
                return;
            }
        }
    }

    std::string_view name() {
        const std::size_t begin = at_;
        while (!at_end() && is_name(here()))
            ++at_;
        return text_.substr(begin, at_ - begin);
    }

    void rule() {
        const std::size_t begin = at_;
        const auto defined = name();
        if (defined.empty()) return fault(begin, "a rule's name was expected, not " + shown());
        blanks(false);
        if (!text_.substr(at_).starts_with("::="))
            return fault(at_,
                         "'::=' was expected after '" + std::string(defined) + "', not " + shown());
        at_ += 3;
        defined_.insert(defined);
        blanks(true);
        alternates(0);
        if (fault_ || at_end()) return;
        if (here() != '\n' && here() != '\r')
            return fault(at_, "the end of the line was expected, not " + shown());
        blanks(true);
    }

    void alternates(int depth) {
        if (depth > kDeepest) return fault(at_, "groups are nested too deep");
        sequence(depth);
        while (!fault_ && here() == '|') {
            ++at_;
            blanks(true);
            sequence(depth);
        }
    }

    void sequence(int depth) {
        const bool nested = depth > 0;
        for (bool has_item = false; !at_end() && !fault_;) {
            const char c = here();
            if (c == '*' || c == '+' || c == '?' || c == '{') {
                if (!has_item)
                    return fault(at_, std::string("there is nothing before '") + c + "' to repeat");
                if (c == '{' && !skip_until('}', false)) return;
                if (c != '{') ++at_;
            } else if (!item(c, depth)) {
                return;
            } else {
                has_item = true;
            }
            blanks(nested);
        }
    }

    /// False where no item begins here.
    bool item(char c, int depth) {
        if (c == '"') return skip_until('"', true);
        if (c == '[') return skip_until(']', true);
        if (c == '<') return skip_until('>', false);
        if (c == '.' || c == '!') {
            ++at_;
            return true;
        }
        if (c == '(') {
            const std::size_t begin = at_++;
            blanks(true);
            alternates(depth + 1);
            if (fault_) return false;
            if (here() != ')') {
                fault(begin, "the group that begins here is not closed");
                return false;
            }
            ++at_;
            return true;
        }
        if (!is_name(c)) return false;
        const std::size_t begin = at_;
        used_.emplace(name(), begin);
        return true;
    }

    /// From the opening character past the closing one.
    bool skip_until(char closing, bool escapes) {
        const std::size_t begin = at_;
        for (++at_; !at_end(); ++at_) {
            if (escapes && here() == '\\') {
                ++at_;
            } else if (here() == closing) {
                ++at_;
                return true;
            }
        }
        fault(begin, std::string("'") + text_[begin] + "' is not closed");
        return false;
    }

    void names() {
        if (text_.empty()) return;
        if (!defined_.contains("root")) {
            fault_ = "there is no rule 'root', with which an answer begins";
            return;
        }
        for (const auto& [name, at] : used_) {
            if (!defined_.contains(name))
                return fault(at, "there is no rule '" + std::string(name) + "'");
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::optional<std::string> fault_;
    std::set<std::string_view> defined_;
    std::map<std::string_view, std::size_t> used_;
};

}  // namespace

Result<void> check_grammar(std::string_view grammar) {
    return GrammarCheck(grammar).run();
}

Result<void> check_json_schema(const std::string& schema) {
    if (schema.empty()) return {};
    // Without a value, so that neither size nor depth matters; the exception has the place.
    try {
        [[maybe_unused]] const auto nothing =
            nlohmann::json::parse(schema, [](int depth, auto, auto&) { return depth < 1; });
        return {};
    } catch (const nlohmann::json::exception& error) {
        std::string_view why = error.what();
        constexpr std::string_view kBefore = "parse error at ";
        if (const auto at = why.find(kBefore); at != std::string_view::npos)
            why.remove_prefix(at + kBefore.size());
        return fail(ErrorCode::invalid_argument, "--json-schema: " + std::string(why));
    }
}

}  // namespace rocinfer_cli
