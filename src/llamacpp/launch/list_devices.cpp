// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/list_devices.h"

#include "llamacpp/launch/child_environment.h"
#include "llamacpp/launch/cpu_backend.h"
#include "llamacpp/launch/vulkan_drivers.h"
#include "process/child.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace inference::llamacpp {
namespace {

constexpr auto kListPatience = std::chrono::seconds(30);  // a first start compiles and is slow

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// "Vulkan0: llvmpipe (LLVM 21.1.8, 256 bits) (24105 MiB, 20085 MiB free)"
ListedDevice parse_device(std::string_view line) {
    ListedDevice device;
    device.line = line;
    const auto colon = line.find(':');
    device.name = line.substr(0, colon);
    if (colon == std::string_view::npos) return device;
    auto rest = trim(line.substr(colon + 1));
    const auto memory = rest.rfind('(');
    if (memory != std::string_view::npos && rest.ends_with("free)")) {
        std::uint64_t mebibytes = 0;
        const auto* begin = rest.data() + memory + 1;
        const auto [end, error] = std::from_chars(begin, rest.data() + rest.size(), mebibytes);
        if (error == std::errc{} && mebibytes < (std::uint64_t{1} << 40)) {
            device.total_bytes = mebibytes << 20;
        }
        rest = trim(rest.substr(0, memory));
    }
    device.description = rest;
    return device;
}

}  // namespace

std::vector<ListedDevice> parse_devices(std::string_view output) {
    std::vector<ListedDevice> devices;
    bool begun = false;
    while (!output.empty()) {
        const auto line = output.substr(0, output.find('\n'));
        output.remove_prefix(std::min(output.size(), line.size() + 1));
        const auto text = trim(line);
        if (begun && !text.empty() && text != "(none)") devices.push_back(parse_device(text));
        if (text == "Available devices:") begun = true;
    }
    return devices;
}

Result<std::vector<ListedDevice>> list_devices(const ServerBinary& binary, const Environment& host,
                                               const std::string& rocr_mask) {
    const auto environment =
        build_environment(with_own_drivers(host, binary.path), {},
                          {.rocr_visible_devices = rocr_mask}, cpu_backend_beside(binary.path));
    if (!environment) return std::unexpected(environment.error());
    std::string output;  // written by the supervising thread, read after the child's end
    process::Observer observer;
    observer.on_log = [&output](std::string_view line) {
        output += line;
        output += '\n';
    };
    auto child =
        process::Child::spawn({binary.path, {"--list-devices"}, environment->entries()}, observer);
    if (!child) return std::unexpected(child.error());
    const auto status = (*child)->wait_until(std::chrono::steady_clock::now() + kListPatience);
    const auto tail = (*child)->log_tail();
    child->reset();
    if (!status) {
        return fail(ErrorCode::start_failed,
                    "llama-server --list-devices did not end within 30 s: a GPU driver may hang",
                    tail);
    }
    if (status->signalled || status->value != 0) {
        return fail(ErrorCode::start_failed, "llama-server --list-devices " + status->describe(),
                    tail);
    }
    return parse_devices(output);
}

}  // namespace inference::llamacpp
