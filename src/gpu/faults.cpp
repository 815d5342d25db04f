// SPDX-License-Identifier: EUPL-1.2
#include "gpu/faults.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <utility>

namespace inference::gpu {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::pair<std::string_view, int>, 14> kErrors{{
    {"EPERM", EPERM},
    {"ENOENT", ENOENT},
    {"EIO", EIO},
    {"ENXIO", ENXIO},
    {"EAGAIN", EAGAIN},
    {"ENOMEM", ENOMEM},
    {"EACCES", EACCES},
    {"EFAULT", EFAULT},
    {"EBUSY", EBUSY},
    {"ENODEV", ENODEV},
    {"EINVAL", EINVAL},
    {"EOPNOTSUPP", EOPNOTSUPP},
    {"ETIMEDOUT", ETIMEDOUT},
    {"ENODATA", ENODATA},
}};

int error_number(const Json& name) {
    if (!name.is_string()) return 0;
    for (const auto& [text, number] : kErrors) {
        if (name.get_ref<const std::string&>() == text) return number;
    }
    return 0;
}

}  // namespace

Result<Faults> parse_faults(std::string_view json, std::string_view scenario) {
    const auto all = Json::parse(json, nullptr, false);
    if (!all.is_object()) {
        return fail(ErrorCode::invalid_argument, "gpu: faults.json is not a JSON object");
    }
    const auto found = all.find(std::string(scenario));
    if (found == all.end() || !found->is_object()) {
        std::string names;
        for (const auto& [name, value] : all.items()) {
            names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
        }
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("gpu: faults.json has no scenario {}; it has: {}", scenario, names));
    }
    Faults faults;
    for (const auto& [path, what] : found->items()) {
        if (!what.is_object()) {
            return fail(ErrorCode::invalid_argument,
                        fmt::format("gpu: faults.json: {} of {} is not an object", path, scenario));
        }
        Fault fault;
        for (const auto& [key, value] : what.items()) {
            if (key == "open" && error_number(value) != 0) {
                fault.open_error = error_number(value);
            } else if (key == "read" && error_number(value) != 0) {
                fault.read_error = error_number(value);
            } else if (key == "content" && value.is_string()) {
                fault.content = value.get<std::string>();
            } else if (key == "gid" && value.is_number_unsigned()) {
                fault.group_id = value.get<std::uint32_t>();
            } else {
                return fail(ErrorCode::invalid_argument,
                            fmt::format("gpu: faults.json: {} of {} in {} is not understood", key,
                                        path, scenario));
            }
        }
        faults.emplace(path, std::move(fault));
    }
    return faults;
}

}  // namespace inference::gpu
