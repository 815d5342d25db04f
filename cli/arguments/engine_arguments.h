// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rocinfer_cli {

/// `run M -- --flash-attn on` as `run M --engine-argument=--flash-attn --engine-argument=on`, for
/// the commands listed; for any other one "--" keeps its usual sense (file names follow).
std::vector<std::string> with_engine_arguments(std::vector<std::string> arguments,
                                               std::span<const std::string_view> commands);

}  // namespace rocinfer_cli
