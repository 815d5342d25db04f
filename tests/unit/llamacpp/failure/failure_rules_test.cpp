// SPDX-License-Identifier: EUPL-1.2
// Every rule against a line as its maker's source writes it: tests/data/failures/MESSAGES.
#include "llamacpp/failure/failure_rules.h"

#include "llamacpp/failure/diagnosis.h"
#include "llamacpp/failure/healthy_lines.h"
#include "llamacpp/failure/log_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace inference::llamacpp {
namespace {

using testing::HasSubstr;

const std::string kFolder = ROCINFER_SOURCE_DIR "/tests/data/failures/";

std::string read(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_FALSE(text.str().empty()) << path;
    return text.str();
}

struct Message {
    std::string kind;
    std::string line;
};

std::vector<Message> messages() {
    std::vector<Message> all;
    std::istringstream text(read(kFolder + "MESSAGES"));
    for (std::string line; std::getline(text, line);) {
        const auto tab = line.find('\t');
        if (line.starts_with('#') || tab == std::string::npos) continue;
        all.push_back({line.substr(0, tab), line.substr(tab + 1)});
    }
    return all;
}

std::vector<const FailureRule*> all_rules() {
    std::vector<const FailureRule*> all;
    for (const auto rules : all_failure_rules()) {
        for (const FailureRule& rule : rules)
            all.push_back(&rule);
    }
    return all;
}

TEST(failure_rules, every_message_of_its_makers_means_what_it_says) {
    const auto all = messages();
    ASSERT_GT(all.size(), 300U);
    for (const Message& message : all) {
        EXPECT_EQ(to_string(scan_log(message.line, false).kind), message.kind) << message.line;
    }
}

TEST(failure_rules, every_rule_has_its_message) {
    std::set<const FailureRule*> hit;
    for (const Message& message : messages())
        hit.insert(scan_log(message.line, false).rule);
    for (const FailureRule* rule : all_rules())
        EXPECT_TRUE(hit.contains(rule)) << rule->signs[0] << " … " << rule->signs[1];
}

TEST(failure_rules, every_remedy_is_real) {
    const std::string help = read(kFolder + "HELP");
    const std::string options = read(ROCINFER_SOURCE_DIR "/include/inference/options.h");
    // Not llama-server's: a container tool's, and questions that one asks it.
    const std::set<std::string> others{"--device", "--group-add", "--list-devices", "--help"};
    const std::regex flag("--[a-z][a-z-]+");
    const std::regex option("(context_length|parallel_slots|gpu_layers|extra_arguments)");
    for (const FailureRule* rule : all_rules()) {
        const std::string advice(rule->advice);
        ASSERT_FALSE(advice.empty());
        for (std::sregex_iterator at(advice.begin(), advice.end(), flag), end; at != end; ++at) {
            if (others.contains(at->str())) continue;
            EXPECT_THAT(help, HasSubstr(at->str() + " ")) << advice;
        }
        for (std::sregex_iterator at(advice.begin(), advice.end(), option), end; at != end; ++at)
            EXPECT_THAT(options, HasSubstr(" " + at->str())) << advice;
        EXPECT_FALSE(advice.ends_with('.')) << advice;
        EXPECT_THAT(advice, testing::Not(HasSubstr("the option"))) << advice;
    }
}

TEST(failure_rules, are_no_signs_of_life_and_none_hides_behind_another) {
    const auto rules = all_rules();
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const std::string line =
            std::string(rules[i]->signs[0]) + " " + std::string(rules[i]->signs[1]);
        EXPECT_FALSE(is_healthy_line(line) || is_harmless(line)) << line;
        // One with a condition hides only what meets it.
        if (rules[i]->condition != nullptr) continue;
        for (std::size_t before = 0; before < i; ++before) {
            if (rules[before]->condition != nullptr) continue;
            EXPECT_FALSE(rules[before]->applies_to(line)) << line << " is taken by an earlier rule";
        }
    }
}

TEST(failure_rules, read_the_last_number_after_a_mark) {
    EXPECT_EQ(number_after("got 3, got  -4, x", "got"), -4);
    EXPECT_FALSE(number_after("got none", "got"));
    EXPECT_FALSE(number_after("got 99999999999999999999", "got"));
    EXPECT_FALSE(number_after("", "got"));
}

}  // namespace
}  // namespace inference::llamacpp
