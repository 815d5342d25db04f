// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <string>
#include <string_view>

namespace rocinfer_cli {

/// What can be told of a GBNF grammar before a model is loaded: `invalid_argument` with line and
/// reason where a rule is malformed, a rule is used that there is none of, or "root" is missing.
/// Empty is none.
inference::Result<void> check_grammar(std::string_view grammar);

/// `invalid_argument` with line and reason where a JSON schema is no JSON, or no object or boolean.
inference::Result<void> check_json_schema(const std::string& schema);

}  // namespace rocinfer_cli
