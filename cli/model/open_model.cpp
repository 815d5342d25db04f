// SPDX-License-Identifier: EUPL-1.2
#include "model/open_model.h"

#include "arguments/byte_size.h"
#include "arguments/option_names.h"
#include "exit_codes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rocinfer_cli {
namespace {

using inference::Backend;
using inference::LoadProgress;
using inference::Registry;

// The order of Registry::best(), from which "better" is meant.
constexpr std::array<std::string_view, 4> kBestFirst{"metal", "rocm", "vulkan", "llama_cpp"};

auto rank(std::string_view name) {
    return std::ranges::find(kBestFirst, name) - kBestFirst.begin();
}

std::string first_line(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
}

std::string why_none_better(const Registry& registry, std::string_view chosen,
                            const inference::LoadOptions& options = {}) {
    std::string reasons;
    for (const auto& backend : registry.all()) {
        if (rank(backend->name()) >= rank(chosen)) continue;
        const auto ready = backend->available_for(options);
        if (ready) continue;
        std::string reason = first_line(ready.error().message);
        const std::string prefix = std::string(backend->name()) + ": ";
        if (reason.starts_with(prefix)) reason.erase(0, prefix.size());
        reasons += fmt::format("; {} can't: {}", backend->name(), reason);
    }
    return reasons;
}

inference::Result<void> check_backend(const Registry& registry, const std::string& name) {
    if (name.empty() || registry.get(name)) return {};
    std::string known;
    for (const std::string& other : registry.list())
        known += (known.empty() ? "" : ", ") + other;
    return inference::refuse("inference", "backend",
                             "names '" + name + "', which is none of: " + known);
}

ProgressLine loading_line(const LoadProgress& progress) {
    ProgressLine line{.label = progress.stage.empty() ? "loading the model" : progress.stage,
                      .done = progress.bytes_read,
                      .total = progress.bytes_total,
                      .figures = {}};
    if (progress.bytes_total > 0) {
        line.figures = byte_size(progress.bytes_read) + " of " + byte_size(progress.bytes_total);
    }
    return line;
}

}  // namespace

inference::Result<std::unique_ptr<inference::TextModel>> open_model(const ModelRequest& request,
                                                                    const CommandContext& around,
                                                                    Status& status) {
    if (auto ok = validate(request.load); !ok) return std::unexpected(ok.error());
    std::string path;
    if (request.path) {
        path = *request.path;
    } else {
        auto bundled = find_bundled_model(around.bundled);
        if (!bundled) return std::unexpected(bundled.error());
        path = *std::move(bundled);
    }
    if (auto ok = check_backend(around.registry, request.load.backend); !ok)
        return std::unexpected(ok.error());
    auto backend = around.registry.choose_for(request.load);
    if (!backend) return std::unexpected(backend.error());
    const std::string reasons =
        request.load.backend.empty()
            ? why_none_better(around.registry, (*backend)->name(), request.load)
            : std::string();

    inference::LoadOptions options = request.load;
    options.cancel = around.interrupts.token();
    if (request.verbose) {
        options.on_log = [&status](std::string_view line) { status.log(line); };
    } else {
        options.on_progress = [&status](const LoadProgress& progress) {
            status.progress(loading_line(progress));
        };
    }
    around.interrupts.must_tidy();
    auto model = (*backend)->load_model(path, std::move(options));
    status.clear();
    if (!model) return model;

    const inference::ModelInfo info = (*model)->info();
    std::string line(info.backend.empty() ? (*backend)->name() : info.backend);
    if (!info.device.empty()) line += " (" + info.device + ")";
    if (!info.device_reason.empty()) line += ", " + info.device_reason;
    line += reasons;
    status.note(line);
    for (const std::string& warning : info.warnings)
        status.warning(in_command_words(warning));
    return model;
}

void close_model(inference::TextModel& model, Status& status) {
    if (auto closed = model.close(); !closed) status.warning(closed.error().message);
}

std::string chosen_backend(const Registry& registry) {
    const auto backend = registry.choose({});
    if (!backend) return {};
    return std::string((*backend)->name()) + why_none_better(registry, (*backend)->name());
}

int report_failure(const inference::Error& error, const CommandContext& around, Status& status) {
    if (around.interrupts.interrupted()) return around.interrupts.exit_code();
    status.error(in_command_words(error));
    // What an option names and is not there was mistyped.
    using enum inference::ErrorCode;
    const bool is_usage =
        error.code == invalid_argument ||
        (!error.option.empty() && (error.code == not_found || error.code == unsupported));
    return is_usage ? kUsage : kFailure;
}

}  // namespace rocinfer_cli
