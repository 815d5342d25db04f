// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace inference::gpu {

/// libdrm's list of products as rows "73EF,C2,Radeon RX 6700S;", sorted by device and revision.
std::string_view product_rows() noexcept;

}  // namespace inference::gpu
