// SPDX-License-Identifier: EUPL-1.2
#include "report/bench_report.h"

#include "arguments/byte_size.h"
#include "terminal/bar.h"
#include "terminal/table.h"
#include "terminal/width.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace rocinfer_cli {
namespace {

using Json = nlohmann::ordered_json;

// Each figure with its name, its unit and whether less is better.
struct Figure {
    std::string name;
    std::string unit;
    double value = 0;
    bool less_is_better = false;
};

std::vector<Figure> figures(const BenchResult& result) {
    std::vector<Figure> all{
        {"load", "ms", result.load_ms, true},
        {"first token", "ms", result.first_token_ms, true},
        {"prefill", "tokens/s", result.prefill_tokens_per_second},
        {"decode", "tokens/s", result.decode_tokens_per_second},
    };
    for (const StreamsFigure& figure : result.throughput) {
        all.push_back({fmt::format("{} stream{}", figure.streams, figure.streams == 1 ? "" : "s"),
                       "tokens/s", figure.tokens_per_second});
    }
    return all;
}

std::string number(double value) {
    return fmt::format("{:.{}f}", value, value < 100 ? 1 : 0);
}

std::string conditions_text(const BenchResult& result) {
    std::size_t widest = 0;
    for (const auto& [name, value] : result.conditions)
        widest = std::max(widest, columns(name));
    std::string text;
    for (const auto& [name, value] : result.conditions)
        text += padded(name, widest) + "  " + value + "\n";
    return text;
}

std::string figures_table(const BenchResult& result, const std::optional<BenchResult>& old) {
    using enum Table::Align;
    std::vector<Table::Column> columns{{""}, {"now", right}};
    if (old) {
        columns.push_back({"before", right});
        columns.push_back({"now/before", right});
    }
    columns.push_back({"unit"});
    Table table(std::move(columns));
    const auto before = old ? figures(*old) : std::vector<Figure>{};
    for (const Figure& figure : figures(result)) {
        std::vector<std::string> row{figure.name, number(figure.value)};
        if (old) {
            const auto same = std::ranges::find(before, figure.name, &Figure::name);
            const bool found = same != before.end() && same->value > 0;
            row.push_back(found ? number(same->value) : "-");
            row.push_back(found ? fmt::format("{:.3f}", figure.value / same->value) : "-");
        }
        row.push_back(figure.unit + (figure.less_is_better ? " (less is better)" : ""));
        table.add(std::move(row));
    }
    std::string text = table.text();
    if (result.peak_memory_bytes > 0)
        text += "GPU memory at its peak: " + byte_size(result.peak_memory_bytes) + "\n";
    return text;
}

std::string chart(const BenchResult& result, int width, bool unicode) {
    double most = 0;
    for (const StreamsFigure& figure : result.throughput)
        most = std::max(most, figure.tokens_per_second);
    if (most <= 0) return {};
    std::string text = "tokens/s by streams\n";
    const int room = std::clamp(width - 16, 10, 60);
    for (const StreamsFigure& figure : result.throughput) {
        text += fmt::format("{:>4} {} {}\n", figure.streams,
                            bar(figure.tokens_per_second / most, room, unicode).text(),
                            number(figure.tokens_per_second));
    }
    return text;
}

std::string differences(const BenchResult& result, const BenchResult& old) {
    std::string text;
    for (const auto& [name, value] : result.conditions) {
        const auto same =
            std::ranges::find(old.conditions, name, &std::pair<std::string, std::string>::first);
        const std::string before = same == old.conditions.end() ? "not known" : same->second;
        if (before != value) text += fmt::format("  {}: {} now, {} before\n", name, value, before);
    }
    if (text.empty()) return {};
    return "Not the same conditions, so compare with care:\n" + text;
}

}  // namespace

Json to_json(const BenchResult& result) {
    Json json{{"rocinfer_bench", 1}, {"conditions", Json::object()}};
    for (const auto& [name, value] : result.conditions)
        json["conditions"][name] = value;
    json["load_ms"] = result.load_ms;
    json["first_token_ms"] = result.first_token_ms;
    json["prefill_tokens_per_second"] = result.prefill_tokens_per_second;
    json["decode_tokens_per_second"] = result.decode_tokens_per_second;
    json["peak_memory_bytes"] =
        result.peak_memory_bytes > 0 ? Json(result.peak_memory_bytes) : Json(nullptr);
    json["restarts"] = result.restarts;
    json["throughput"] = Json::array();
    for (const StreamsFigure& figure : result.throughput) {
        json["throughput"].push_back(
            {{"streams", figure.streams}, {"tokens_per_second", figure.tokens_per_second}});
    }
    return json;
}

inference::Result<BenchResult> read_bench_result(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    const bool is_ours =
        json.is_object() && json.contains("rocinfer_bench") && json["rocinfer_bench"] == 1;
    if (!is_ours) {
        return inference::fail(inference::ErrorCode::invalid_argument,
                               "is no output of rocinfer bench --json");
    }
    // A missing or ill-typed figure is reported by the parser better than by checks of our own.
    try {
        BenchResult result;
        for (const auto& [name, value] : json.at("conditions").items())
            result.conditions.emplace_back(name, value.get<std::string>());
        json.at("load_ms").get_to(result.load_ms);
        json.at("first_token_ms").get_to(result.first_token_ms);
        json.at("prefill_tokens_per_second").get_to(result.prefill_tokens_per_second);
        json.at("decode_tokens_per_second").get_to(result.decode_tokens_per_second);
        // An older version wrote 0 where it was not known.
        if (const Json& peak = json.at("peak_memory_bytes"); !peak.is_null())
            peak.get_to(result.peak_memory_bytes);
        result.restarts = json.value("restarts", 0);
        for (const Json& figure : json.at("throughput")) {
            result.throughput.push_back({figure.at("streams").get<std::int32_t>(),
                                         figure.at("tokens_per_second").get<double>()});
        }
        return result;
    } catch (const Json::exception& error) {
        return inference::fail(inference::ErrorCode::invalid_argument, error.what());
    }
}

std::string report(const BenchResult& result, const std::optional<BenchResult>& old,
                   const DrawStyle& style) {
    std::string text = conditions_text(result) + "\n" + figures_table(result, old) + "\n" +
                       chart(result, style.width, style.unicode);
    if (old) {
        if (const std::string differing = differences(result, *old); !differing.empty())
            text += "\n" + differing;
    }
    return text;
}

}  // namespace rocinfer_cli
