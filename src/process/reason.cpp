// SPDX-License-Identifier: EUPL-1.2
#include "process/reason.h"

#include <cstring>

namespace inference::process {
namespace {

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

// "No such file" begins a sentence; "CPU time limit" does not.
std::string mid_sentence(const char* description) {
    std::string text = description == nullptr ? "" : description;
    if (text.size() > 1 && is_upper(text[0]) && text[1] >= 'a' && text[1] <= 'z')
        text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
}

}  // namespace

std::string reason(int error_number) {
    const std::string text = mid_sentence(::strerrordesc_np(error_number));
    return text.empty() ? "error " + std::to_string(error_number) : text;
}

std::string signal_reason(int signal_number) {
    return mid_sentence(::sigdescr_np(signal_number));
}

}  // namespace inference::process
