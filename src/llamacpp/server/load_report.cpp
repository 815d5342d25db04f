// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/load_report.h"

#include "base/byte_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace inference::llamacpp {
namespace {

constexpr double kMiB = 1024.0 * 1024.0;

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// The text after `key`, and nothing where the line has it not.
std::optional<std::string_view> after(std::string_view line, std::string_view key) {
    const auto at = line.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    return line.substr(at + key.size());
}

std::optional<int> number(std::string_view text) {
    text = trim(text);
    int value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || stop == text.data() || value < 0) return std::nullopt;
    return value;
}

/// "  4155.99 MiB" and what may follow it.
std::optional<std::uint64_t> mebibytes(std::string_view text) {
    text = trim(text);
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || !std::isfinite(value) || value < 0 || value > 1e9) {
        return std::nullopt;
    }
    const auto unit = trim(std::string_view(stop, text.data() + text.size()));
    if (!unit.starts_with("MiB") && !unit.starts_with("MB")) return std::nullopt;
    return static_cast<std::uint64_t>(value * kMiB);
}

std::string_view take_last_word(std::string_view& text) {
    text = trim(text);
    const auto space = text.rfind(' ');
    const auto word = space == std::string_view::npos ? text : text.substr(space + 1);
    text.remove_suffix(word.size());
    return word;
}

bool is_pci(std::string_view text) {
    return text.size() == 12 && text[4] == ':' && text[7] == ':' && text[10] == '.';
}

EngineDevice& device_of(std::vector<EngineDevice>& devices, std::string_view name) {
    const auto known = std::ranges::find(devices, name, &EngineDevice::name);
    if (known != devices.end()) return *known;
    devices.push_back({});
    devices.back().name = name;
    return devices.back();
}

}  // namespace

bool DeviceBuffers::is_gpu() const noexcept {
    constexpr std::array<std::string_view, 4> kHost{"CPU", "BLAS", "AMX", "RPC"};
    const std::string_view name = device;
    if (name.ends_with("_Host")) return false;
    return std::ranges::none_of(kHost,
                                [&](std::string_view host) { return name.starts_with(host); });
}

std::uint64_t LoadReport::gpu_bytes() const noexcept {
    std::uint64_t bytes = 0;
    for (const auto& buffer : buffers) {
        if (buffer.is_gpu()) bytes += buffer.total();
    }
    return bytes;
}

std::uint64_t LoadReport::pinned_host_bytes() const noexcept {
    std::uint64_t bytes = 0;
    for (const auto& buffer : buffers) {
        if (buffer.device.ends_with("_Host")) bytes += buffer.total();
    }
    return bytes;
}

void LoadReportReader::read_line(std::string_view line) {
    if (line.find("load_tensors: loading model tensors") != std::string_view::npos) {
        report_.buffers.clear();
        report_.layers_on_gpu.reset();
        report_.layers.reset();
    } else if (const auto layers = after(line, "offloaded ")) {
        const auto slash = layers->find('/');
        if (slash == std::string_view::npos ||
            layers->find(" layers to GPU") == std::string::npos) {
            return;
        }
        report_.layers_on_gpu = number(layers->substr(0, slash));
        report_.layers = number(layers->substr(slash + 1));
    } else if (line.find(" buffer size =") != std::string_view::npos) {
        read_buffer(line);
    } else if (line.find("using device ") != std::string_view::npos) {
        read_used_device(line);
    } else if (const auto device = after(line, "  Device ")) {
        read_found_device(*device);
    } else if (const auto failure = after(line, "failed to initialize ROCm: ")) {
        report_.gpu_failure = trim(*failure);
    } else if (line.find("no usable GPU found") != std::string_view::npos) {
        report_.no_usable_gpu = true;
    }
}

/// "load_tensors:        ROCm0 model buffer size =  4155.99 MiB"
void LoadReportReader::read_buffer(std::string_view line) {
    constexpr std::string_view kKey = " buffer size =";
    const auto at = line.find(kKey);
    const auto bytes = mebibytes(line.substr(at + kKey.size()));
    if (!bytes) return;
    auto lead = line.substr(0, at);
    auto kind = take_last_word(lead);
    auto name = take_last_word(lead);
    if (name.empty() || name.ends_with(':')) {  // older ones do not say "model"
        name = kind;
        kind = "model";
    }
    auto known = std::ranges::find(report_.buffers, name, &DeviceBuffers::device);
    if (known == report_.buffers.end()) {
        report_.buffers.push_back({});
        known = std::prev(report_.buffers.end());
        known->device = name;
    }
    if (kind == "model") known->model += *bytes;
    if (kind == "KV" || kind == "RS" || kind == "self") known->cache += *bytes;
    // These are told again each time they are laid out anew.
    if (kind == "compute") known->compute = std::max(known->compute, *bytes);
    if (kind == "output") known->output = std::max(known->output, *bytes);
}

/// "0: AMD Radeon RX 7900 XTX, gfx1100 (0x1100), VMM: no, Wave Size: 32"
void LoadReportReader::read_found_device(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return;
    const auto index = number(text.substr(0, colon));
    if (!index) return;
    text.remove_prefix(colon + 1);
    auto& device = device_of(report_.found, fmt::format("ROCm{}", *index));
    device.description = trim(text.substr(0, text.find(',')));
    if (const auto gfx = text.find(", gfx"); gfx != std::string_view::npos) {
        const auto target = text.substr(gfx + 2);
        device.gfx = target.substr(0, target.find_first_of(" ,:"));
    }
}

/// "using device ROCm0 (AMD Radeon RX 7900 XTX) (0000:03:00.0) - 24506 MiB free"
void LoadReportReader::read_used_device(std::string_view line) {
    const auto text = after(line, "using device ");
    const auto name = text->substr(0, text->find(' '));
    if (name.empty() || name.size() == text->size()) return;
    auto rest = text->substr(name.size());
    const auto dash = rest.rfind(" - ");
    auto& device = device_of(report_.used, name);
    if (dash != std::string_view::npos) {
        device.free_bytes = mebibytes(rest.substr(dash + 3)).value_or(0);
        rest = rest.substr(0, dash);
    }
    rest = trim(rest);
    const auto last = rest.rfind('(');
    if (last != std::string_view::npos && last != 0) {
        const auto address = rest.substr(last + 1, rest.find(')', last) - last - 1);
        if (is_pci(address)) device.pci = address;
        if (is_pci(address) || address == "unknown id") rest = trim(rest.substr(0, last));
    }
    if (rest.starts_with('(') && rest.ends_with(')')) rest = rest.substr(1, rest.size() - 2);
    device.description = rest;
}

}  // namespace inference::llamacpp
