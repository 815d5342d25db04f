// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/log_scan.h"

#include "base/lines.h"
#include "llamacpp/failure/healthy_lines.h"

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

/// The first rule for the line, and its place in the tables.
struct Match {
    const FailureRule* rule = nullptr;
    std::size_t place = 0;
};

Match match(std::string_view line) {
    std::size_t place = 0;
    for (const auto rules : all_failure_rules()) {
        for (const FailureRule& rule : rules) {
            if (rule.applies_to(line)) return {&rule, place};
            ++place;
        }
    }
    return {};
}

/// The error with its reason. The reason does not tell what found no room, the error may.
LogFinding because(const LogFinding& error, const FailureRule& reason, std::string_view line) {
    const bool placed = is_out_of_memory(reason.kind) && is_out_of_memory(error.kind) &&
                        error.kind != FailureKind::out_of_memory;
    return {&reason, placed ? error.kind : reason.kind, line};
}

/// A line that the server marks as an error, or an exception's words.
bool is_complaint(std::string_view line) {
    return line.contains(" E ") || line.contains("rror: ") || line.starts_with("  what():");
}

bool is_summary(std::string_view line) {
    return line.contains("exiting due to");
}

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

LogFinding scan_log(std::string_view log, bool after_readiness) {
    LogFinding found;
    LogFinding general;
    std::size_t best_place = std::numeric_limits<std::size_t>::max();
    std::string_view complaint;
    bool lived_on = false;
    const auto lines = split_lines(log);
    for (const std::string_view line : std::views::reverse(lines)) {
        if (after_readiness && is_ready_line(line)) break;
        if (is_harmless(line)) continue;
        const auto [rule, place] = match(line);
        if (rule == nullptr) {
            if (found.rule != nullptr && is_healthy_line(line)) break;
            lived_on = lived_on || is_healthy_line(line);
            if (!lived_on && is_complaint(line)) complaint = line;
            continue;
        }
        if (found.rule != nullptr) {
            // Only why the error came is still of interest.
            if (rule->proof == FailureRule::Proof::root) return because(found, *rule, line);
            continue;
        }
        if (lived_on && rule->proof != FailureRule::Proof::fatal) continue;
        if (rule->proof != FailureRule::Proof::general) {
            found = {rule, rule->kind, line};
            continue;
        }
        // Generalities: the most telling, wherever it stands.
        if (place >= best_place) continue;
        best_place = place;
        general = {rule, rule->kind, line};
    }
    if (found.rule != nullptr) return found;
    // A summary says nothing: the first complaint that no rule knows says more.
    if (!complaint.empty() && general.kind == FailureKind::not_loaded && is_summary(general.line)) {
        general.line = complaint;
    }
    if (general.rule == nullptr) general.line = complaint;
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
