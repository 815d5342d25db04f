// SPDX-License-Identifier: EUPL-1.2
#pragma once

namespace rocinfer_cli {

/// Where stdin, stdout or stderr came closed, the next file to be opened would get its number, and
/// would be read or written in its place. This puts an empty input there, and outputs that refuse
/// to be written. To be called before anything else.
void fill_standard_descriptors();

}  // namespace rocinfer_cli
