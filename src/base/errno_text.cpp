// SPDX-License-Identifier: EUPL-1.2
#include "base/errno_text.h"

#include <cstring>

namespace inference::base {
namespace {

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

// "No such file" begins a sentence; "CPU time limit" does not.
std::string mid_sentence(std::string text) {
    if (text.size() > 1 && is_upper(text[0]) && text[1] >= 'a' && text[1] <= 'z')
        text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
}

#ifdef __GLIBC__
std::string or_empty(const char* text) {
    return text == nullptr ? "" : text;
}

// Unlike strerror() it is thread-safe and does not depend on the locale.
std::string describe_error(int number) {
    return or_empty(::strerrordesc_np(number));
}

std::string describe_signal(int number) {
    return or_empty(::sigdescr_np(number));
}
#else
std::string describe_error(int number) {
    return std::generic_category().message(number);
}

std::string describe_signal(int) {
    return {};
}
#endif

}  // namespace

std::string errno_text(int error_number) {
    std::string text = mid_sentence(describe_error(error_number));
    return text.empty() ? "error " + std::to_string(error_number) : text;
}

std::string errno_text(const std::error_code& error) {
    const bool is_errno =
        error.category() == std::generic_category() || error.category() == std::system_category();
    return is_errno ? errno_text(error.value()) : mid_sentence(error.message());
}

std::string signal_text(int signal_number) {
    return mid_sentence(describe_signal(signal_number));
}

}  // namespace inference::base
