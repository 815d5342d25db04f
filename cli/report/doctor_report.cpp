// SPDX-License-Identifier: EUPL-1.2
#include "report/doctor_report.h"

#include "terminal/utf8.h"
#include "terminal/width.h"

#include <fmt/format.h>

#include <algorithm>

namespace rocinfer_cli {
namespace {

using inference::rocm::DoctorCheck;

constexpr std::size_t kLabelColumns = 9;

std::string label(DoctorCheck::Outcome outcome, const DrawStyle& style) {
    const bool ok = outcome == DoctorCheck::Outcome::ok;
    const bool bad = outcome == DoctorCheck::Outcome::failure;
    auto text = fmt::format("{:<7}", to_string(outcome));
    if (!style.colour) return text;
    return fmt::format("\x1b[{}m{}\x1b[0m", ok ? "32" : bad ? "1;31" : "33", text);
}

std::ptrdiff_t count(std::span<const DoctorCheck> checks, DoctorCheck::Outcome outcome) {
    return std::ranges::count(checks, outcome, &DoctorCheck::outcome);
}

}  // namespace

bool has_failure(std::span<const DoctorCheck> checks) {
    return count(checks, DoctorCheck::Outcome::failure) != 0;
}

std::string doctor_text(std::span<const DoctorCheck> checks, const DrawStyle& style) {
    std::string text;
    for (const auto& check : checks) {
        // A colour takes no column, so the label is put in afterwards.
        const std::string indent(kLabelColumns, ' ');
        const std::string finding =
            wrapped(indent, terminal_safe(check.subject + ": " + check.finding), style.columns());
        text += label(check.outcome, style) + "  " + finding.substr(indent.size());
        if (!check.remedy.empty()) {
            text += wrapped(indent + (style.unicode ? "→ " : "-> "), terminal_safe(check.remedy),
                            style.columns());
        }
    }
    const auto failures = count(checks, DoctorCheck::Outcome::failure);
    const auto warnings = count(checks, DoctorCheck::Outcome::warning);
    text += fmt::format("\n{} ok, {} warning{}, {} failure{}\n",
                        count(checks, DoctorCheck::Outcome::ok), warnings, warnings == 1 ? "" : "s",
                        failures, failures == 1 ? "" : "s");
    return text;
}

nlohmann::ordered_json doctor_json(std::span<const DoctorCheck> checks) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& check : checks) {
        list.push_back({{"subject", check.subject},
                        {"outcome", std::string(to_string(check.outcome))},
                        {"finding", check.finding},
                        {"remedy", check.remedy}});
    }
    return {{"ok", !has_failure(checks)}, {"checks", std::move(list)}};
}

}  // namespace rocinfer_cli
