// SPDX-License-Identifier: EUPL-1.2
#pragma once

namespace rocinfer_cli {

constexpr int kOk = 0;
constexpr int kFailure = 1;
constexpr int kUsage = 2;
constexpr int kInterrupted = 130;

}  // namespace rocinfer_cli
