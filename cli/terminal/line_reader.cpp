// SPDX-License-Identifier: EUPL-1.2
#include "terminal/line_reader.h"

namespace rocinfer_cli {

ReadStatus PlainLineReader::read(const std::string& prompt, std::string& line) {
    if (prompt_to_ != nullptr) prompt_to_->write(prompt);
    return in_.read_line(line);
}

}  // namespace rocinfer_cli
