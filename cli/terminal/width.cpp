// SPDX-License-Identifier: EUPL-1.2
#include "terminal/width.h"

#include "terminal/utf8.h"

#include <algorithm>
#include <clocale>
#include <cwchar>
#include <locale.h>

namespace rocinfer_cli {
namespace {

constexpr std::string_view kEllipsis = "…";

/// wcwidth knows the characters of this thread's locale only, and a container has none set.
class Utf8Locale {
public:
    Utf8Locale() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
        if (locale_ != nullptr) before_ = ::uselocale(locale_);
    }
    ~Utf8Locale() {
        if (locale_ == nullptr) return;
        ::uselocale(before_);
        ::freelocale(locale_);
    }
    Utf8Locale(const Utf8Locale&) = delete;
    Utf8Locale& operator=(const Utf8Locale&) = delete;

private:
    locale_t locale_;
    locale_t before_ = nullptr;
};

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::size_t width_of(char32_t character) {
    // What can't be shown is replaced by one character before it is written.
    const int width = ::wcwidth(static_cast<wchar_t>(character));
    return width < 0 ? 1 : static_cast<std::size_t>(width);
}

}  // namespace

std::size_t columns(std::string_view text) {
    if (is_ascii(text)) return text.size();
    const Utf8Locale locale;
    std::size_t all = 0;
    while (!text.empty())
        all += width_of(take_character(text));
    return all;
}

std::string shortened(std::string_view text, std::size_t most) {
    if (columns(text) <= most) return std::string(text);
    if (most == 0) return {};
    const Utf8Locale locale;
    std::string_view rest = text;
    std::size_t kept = 0;
    std::size_t bytes = 0;
    for (;;) {
        const std::size_t width = width_of(take_character(rest));
        if (kept + width > most - 1) break;
        kept += width;
        bytes = text.size() - rest.size();
    }
    return std::string(text.substr(0, bytes)).append(kEllipsis);
}

std::string padded(std::string_view text, std::size_t width, Align align) {
    const std::string spaces(width - std::min(width, columns(text)), ' ');
    return align == Align::left ? std::string(text) + spaces : spaces + std::string(text);
}

std::string wrapped(std::string_view lead, std::string_view text, std::size_t width) {
    constexpr std::size_t kNarrowest = 20;
    const std::size_t indent = columns(lead);
    const std::size_t room = std::max(kNarrowest, width - std::min(width, indent));
    std::string result(lead);
    std::size_t column = 0;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        const std::size_t size = columns(word);
        if (column != 0 && column + 1 + size > room) {
            result += '\n';
            result.append(indent, ' ');
            column = 0;
        } else if (column != 0) {
            result += ' ';
            ++column;
        }
        result += word;
        column += size;
    }
    return result + "\n";
}

std::string wrapped_lines(std::string_view text, std::size_t width) {
    std::string result;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
        result += wrapped(line.substr(0, indent), line.substr(indent), width);
    }
    return result;
}

}  // namespace rocinfer_cli
