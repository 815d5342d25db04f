// SPDX-License-Identifier: EUPL-1.2
#include "report/fit_report.h"

#include "arguments/byte_size.h"
#include "arguments/option_names.h"
#include "terminal/bar.h"
#include "terminal/table.h"
#include "terminal/width.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace rocinfer_cli {

namespace {

using inference::FitPlan;
using inference::FitVerdict;

constexpr std::size_t kWidestBar = 60;

struct Share {
    const char* name;
    BarShare drawn;
};

std::array<Share, 4> shares_of(const FitPlan& plan, bool unicode) {
    const std::uint64_t free =
        plan.vram_bytes > plan.total_bytes ? plan.vram_bytes - plan.total_bytes : 0;
    return {Share{"weights", {plan.weights_bytes, unicode ? "█" : "#"}},
            Share{"KV cache", {plan.kv_bytes, unicode ? "▓" : "%"}},
            Share{"compute", {plan.compute_bytes, unicode ? "▒" : "+"}},
            Share{"free", {free, unicode ? "░" : "."}}};
}

std::string verdict_text(const FitPlan& plan) {
    switch (plan.verdict) {
        case FitVerdict::unknown:
            return "no budget: --vram SIZE says whether it fits";
        case FitVerdict::fits:
            return "fits";
        case FitVerdict::tight:
            if (plan.free_bytes >= 0)
                return fmt::format("tight: fits, but leaves less than {} for everything else",
                                   byte_size(plan.margin_bytes));
            return fmt::format("tight: {} of {} layers fit", plan.max_layers, plan.total_layers);
        case FitVerdict::partial:
            return fmt::format("does not fit: only {} of {} layers do", plan.max_layers,
                               plan.total_layers);
        case FitVerdict::impossible:
            return "does not fit";
    }
    return {};
}

/// " (--kv-type q8_0)"
std::string typed(const inference::FitAdvice& advice) {
    const std::string_view option = command_option(advice.option);
    return option.empty() ? std::string() : fmt::format(" ({} {})", option, advice.value);
}

}  // namespace

std::string short_verdict(const FitPlan& plan) {
    switch (plan.verdict) {
        case FitVerdict::unknown:
            return "–";
        case FitVerdict::fits:
            return "yes";
        case FitVerdict::tight:
            if (plan.free_bytes >= 0) return "tight";
            [[fallthrough]];
        case FitVerdict::partial:
            return fmt::format("{} of {} layers", plan.max_layers, plan.total_layers);
        case FitVerdict::impossible:
            return "no";
    }
    return {};
}

std::string fit_report(const std::string& title, const FitPlan& plan, const DrawStyle& style) {
    std::string text = fmt::format("{}: {} of context, {} slot{}, {} of {} layers on the GPU\n",
                                   printable(title), plan.context_length, plan.slots,
                                   plan.slots == 1 ? "" : "s", plan.gpu_layers, plan.total_layers);
    const auto shares = shares_of(plan, style.unicode);
    std::array<BarShare, shares.size()> drawn;
    std::ranges::transform(shares, drawn.begin(), &Share::drawn);
    // Two brackets, and a column that stays free.
    const std::size_t room = std::clamp<std::size_t>(style.columns(), 23, kWidestBar + 3) - 3;
    text += stacked_bar(drawn, plan.vram_bytes, room) + '\n';
    for (const Share& share : shares) {
        if (share.drawn.amount == 0 && plan.vram_bytes == 0) continue;
        text += fmt::format("  {} {:<9}{:>10}\n", share.drawn.mark, share.name,
                            byte_size(share.drawn.amount));
    }
    text += fmt::format("    {:<9}{:>10}", "in all", byte_size(plan.total_bytes));
    if (plan.vram_bytes > 0) text += fmt::format(" of {}", byte_size(plan.vram_bytes));
    text += fmt::format("\n    {:<9}{:>10}\n", "on host", byte_size(plan.host_bytes));
    text += verdict_text(plan) + '\n';
    if (plan.max_context > 0)
        text += fmt::format("largest context with all layers on the GPU: {} tokens for each slot\n",
                            plan.max_context);
    if (plan.approximate)
        text += wrapped("approximate: ", printable(plan.approximate_reason), style.columns());
    for (const auto& advice : plan.advice)
        text += wrapped(fmt::format("  saves {:>9}: ", byte_size(advice.saving_bytes)),
                        in_command_words(advice.text) + typed(advice), style.columns());
    return text;
}

nlohmann::ordered_json to_json(const std::string& path, const FitPlan& plan) {
    nlohmann::ordered_json json{{"path", path},
                                {"context_length", plan.context_length},
                                {"slots", plan.slots},
                                {"gpu_layers", plan.gpu_layers},
                                {"total_layers", plan.total_layers},
                                {"flash_attention", plan.flash_attention},
                                {"weights_bytes", plan.weights_bytes},
                                {"kv_bytes", plan.kv_bytes},
                                {"recurrent_bytes", plan.recurrent_bytes},
                                {"compute_bytes", plan.compute_bytes},
                                {"total_bytes", plan.total_bytes},
                                {"host_bytes", plan.host_bytes},
                                {"model_bytes", plan.model_bytes},
                                {"vram_bytes", nullptr},
                                {"margin_bytes", plan.margin_bytes},
                                {"free_bytes", nullptr},
                                {"fits", nullptr},
                                {"verdict", inference::to_string(plan.verdict)},
                                {"max_context", nullptr},
                                {"max_layers", nullptr},
                                {"approximate", plan.approximate},
                                {"approximate_reason", plan.approximate_reason}};
    if (plan.vram_bytes > 0) {
        json["vram_bytes"] = plan.vram_bytes;
        json["free_bytes"] = plan.free_bytes;
        json["fits"] = plan.fits;
        json["max_context"] = plan.max_context;
        json["max_layers"] = plan.max_layers;
    }
    json["advice"] = nlohmann::ordered_json::array();
    for (const auto& advice : plan.advice)
        json["advice"].push_back({{"text", advice.text},
                                  {"saving_bytes", advice.saving_bytes},
                                  {"option", command_option(advice.option)},
                                  {"value", advice.value}});
    return json;
}

}  // namespace rocinfer_cli
