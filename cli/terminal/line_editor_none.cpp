// SPDX-License-Identifier: EUPL-1.2
#include "terminal/line_reader.h"

namespace rocinfer_cli {

std::unique_ptr<LineReader> make_editing_line_reader(int) {
    return nullptr;
}

}  // namespace rocinfer_cli
