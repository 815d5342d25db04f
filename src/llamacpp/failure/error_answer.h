// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <string_view>

namespace inference::llamacpp {

/// What the server meant by an answer that is not 200, or by an error inside a stream:
/// {"error":{"code":400,"message":"…","type":"…"}}. `what` names the request, for people.
Error explain_error_answer(std::string_view what, long status, std::string_view body);

}  // namespace inference::llamacpp
