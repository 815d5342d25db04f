// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rocinfer_cli {

/// Breaks a text that comes bit by bit at words. A word that turns out too long for its line is
/// taken back and written on the next one, so nothing is held back.
class WordWrap {
public:
    /// What to write to a terminal of so many columns for the next piece of the text, which is
    /// made safe for it already.
    std::string next(std::string_view text, int width);

private:
    void put(std::string_view character, std::size_t columns, std::size_t room, std::string& out);

    std::size_t column_ = 0;
    std::string word_;  ///< what stands behind the last blank
    std::size_t word_columns_ = 0;
};

}  // namespace rocinfer_cli
