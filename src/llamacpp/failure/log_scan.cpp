// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/log_scan.h"

#include "base/lines.h"
#include "llamacpp/failure/gpu_failure_rules.h"
#include "llamacpp/failure/healthy_lines.h"
#include "llamacpp/failure/installation_failure_rules.h"
#include "llamacpp/failure/memory_failure_rules.h"
#include "llamacpp/failure/model_failure_rules.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <ranges>
#include <vector>

namespace inference::llamacpp {
namespace {

constexpr std::size_t kMostRead = 64 * 1024;
constexpr std::size_t kLongestEvidence = 160;

std::vector<std::string_view> split_lines(std::string_view log) {
    if (log.size() > kMostRead) log.remove_prefix(log.size() - kMostRead);
    std::vector<std::string_view> lines;
    for (const std::string_view line : base::Lines(log))
        lines.push_back(line);
    return lines;
}

std::array<std::span<const FailureRule>, 4> all_rules() noexcept {
    return {memory_failure_rules(), gpu_failure_rules(), installation_failure_rules(),
            model_failure_rules()};
}

/// The first rule for the line, and its place in the tables.
struct Match {
    const FailureRule* rule = nullptr;
    std::size_t place = 0;
};

Match match(std::string_view line) {
    std::size_t place = 0;
    for (const auto rules : all_rules()) {
        for (const FailureRule& rule : rules) {
            if (rule.applies_to(line)) return {&rule, place};
            ++place;
        }
    }
    return {};
}

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

LogFinding scan_log(std::string_view log, bool after_readiness) {
    LogFinding general;
    std::size_t best_place = std::numeric_limits<std::size_t>::max();
    bool lived_on = false;
    const auto lines = split_lines(log);
    for (const std::string_view line : std::views::reverse(lines)) {
        if (after_readiness && is_ready_line(line)) break;
        if (is_quotation(line)) continue;
        const auto [rule, place] = match(line);
        if (rule == nullptr) {
            lived_on = lived_on || is_healthy_line(line);
            continue;
        }
        if (lived_on && rule->proof != FailureRule::Proof::fatal) continue;
        if (rule->proof != FailureRule::Proof::general) return {rule, line};
        // Generalities: the most telling, wherever it stands.
        if (place >= best_place) continue;
        best_place = place;
        general = {rule, line};
    }
    return general;
}

std::string clean_line(std::string_view line) {
    // "0.00.030.789 E srv …"
    const auto stamp = line.find_first_not_of("0123456789.");
    if (stamp != std::string_view::npos && stamp >= 5 && line.size() > stamp + 3 &&
        line[stamp] == ' ' && line[stamp + 2] == ' ') {
        line.remove_prefix(stamp + 3);
    }
    std::string clean;
    for (const char byte : line) {
        const bool printable = static_cast<unsigned char>(byte) >= 0x20U && byte != '\x7f';
        if (printable && !(byte == ' ' && (clean.empty() || clean.back() == ' '))) clean += byte;
    }
    while (clean.ends_with(' '))
        clean.pop_back();
    if (clean.size() <= kLongestEvidence) return clean;
    std::size_t end = kLongestEvidence;
    while (end > 0 && is_continuation(clean[end]))
        --end;
    return clean.substr(0, end) + "…";
}

}  // namespace inference::llamacpp
