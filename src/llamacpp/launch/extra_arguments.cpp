// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/extra_arguments.h"

#include "llamacpp/launch/flag_table.h"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>

namespace inference::llamacpp {
namespace {

std::unexpected<Error> refuse(std::string_view flag, std::string_view why) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("llamacpp: extra argument {} {}", flag, why), {}, "extra_arguments");
}

/// What comes of one word and, where its flag takes one, of the value in the next.
class Parser {
public:
    Parser(const std::vector<std::string>& words, ServerConfig& config)
        : words_(words), config_(config) {}

    Result<void> run() {
        for (; at_ < words_.size(); ++at_) {
            if (auto ok = take(words_[at_]); !ok) return ok;
        }
        return {};
    }

private:
    Result<void> take(const std::string& word) {
        SpeltFlag spelt = read_word(word);
        const Flag* const flag = find_flag(spelt.name);
        if (flag == nullptr) {
            config_.other_arguments.push_back(word);
            return {};
        }
        if (!flag->reserved.empty()) {
            return refuse(spelt.name,
                          fmt::format("is reserved for the library: {}", flag->reserved));
        }
        if (flag->tells == Flag::Tells::names_template) config_.names_template = true;
        if (flag->tells == Flag::Tells::stretches_context) config_.stretches_context = true;
        if (flag->read != nullptr) return take_field(*flag, std::move(spelt));
        config_.other_arguments.push_back(word);
        // Its value is no flag, whatever it looks like.
        if (flag->takes_value && !spelt.has_value && at_ + 1 < words_.size()) {
            config_.other_arguments.push_back(words_[++at_]);
        }
        return {};
    }

    Result<void> take_field(const Flag& flag, SpeltFlag spelt) {
        if (!spelt.has_value && at_ + 1 < words_.size() && !next_is_flag()) {
            spelt.value = words_[++at_];
        }
        switch (flag.read(config_, spelt.value)) {
            case Flag::Reading::taken:
                return {};
            case Flag::Reading::bad_value:
                return refuse(spelt.name,
                              fmt::format("must be {}, not '{}'", flag.range(), spelt.value));
            case Flag::Reading::contradiction:
                break;
        }
        return refuse(spelt.name, fmt::format("{} contradicts what was set before (option {}); "
                                              "drop one of them",
                                              spelt.value, flag.option));
    }

    /// "-1" is a value.
    bool next_is_flag() const {
        const std::string& next = words_[at_ + 1];
        return next.size() > 1 && next.front() == '-' && (next[1] < '0' || next[1] > '9');
    }

    const std::vector<std::string>& words_;
    ServerConfig& config_;
    std::size_t at_ = 0;
};

// Below "info" the log does not say where the server listens; below "trace", where there is such a
// level, it does not say what was loaded where.
Result<void> check_verbosity(const SpeltFlag& flag, const std::string& value, bool trace_level) {
    const int least = trace_level ? 4 : 3;
    int level = least;
    std::from_chars(value.data(), value.data() + value.size(), level);
    if (level >= least) return {};
    return refuse(flag.name, fmt::format("{} would hide what the library reads in the log; give {} "
                                         "or more",
                                         value, least));
}

}  // namespace

Result<void> take_extra_arguments(const std::vector<std::string>& arguments, ServerConfig& config) {
    if (auto ok = Parser(arguments, config).run(); !ok) return ok;
    return check_config(config);
}

Result<void> check_other_arguments(const std::vector<std::string>& arguments,
                                   const ServerFeatures& features) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const SpeltFlag spelt = read_word(arguments[i]);
        const Flag* const flag = find_flag(spelt.name);
        if (flag == nullptr) continue;
        if (!flag->newer.empty() && !features.has(spelt.name)) {
            return fail(ErrorCode::unsupported,
                        fmt::format("llamacpp: this llama-server has no {} any more; use {}",
                                    spelt.name, flag->newer),
                        {}, "extra_arguments");
        }
        const bool separate = flag->takes_value && !spelt.has_value && i + 1 < arguments.size();
        if (flag->tells == Flag::Tells::verbosity) {
            const std::string& value = separate ? arguments[i + 1] : spelt.value;
            if (auto ok = check_verbosity(spelt, value, features.trace_level); !ok) return ok;
        }
        if (separate) ++i;
    }
    return {};
}

}  // namespace inference::llamacpp
