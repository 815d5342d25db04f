// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace inference::llamacpp {

/// The gfx targets that a librocblas has kernels for, sorted: rocBLAS keeps them in files beside
/// itself (rocblas/library or rocblas/VERSION/library), an index and code for each target, and ends
/// the program that runs on a GPU without them. Nothing where no such folder lies beside it, so
/// that nothing is known.
std::optional<std::vector<std::string>> rocblas_targets(const std::string& library);

}  // namespace inference::llamacpp
