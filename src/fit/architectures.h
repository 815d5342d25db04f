// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string_view>

namespace inference::fit {

/// Which layers of an architecture keep only a window, where the file does not list them.
struct WindowRule {
    std::uint64_t period = 0;  ///< 0 = every layer keeps everything
    bool full_first = false;   ///< the period's first layer is the full one, else its last
};

/// What llama.cpp does by architecture rather than by what the file says.
struct Architecture {
    bool known = false;  ///< compared with llama.cpp's own figures
    WindowRule window;
    bool has_cache = true;
    bool can_flash = true;
    bool ignores_window = false;
    bool every_layer_recurrent = false;         ///< with or without attention beside it
    std::uint64_t full_attention_interval = 0;  ///< every n-th layer attends, others are recurrent
    bool exact_cache = true;
};

Architecture architecture(std::string_view name) noexcept;

}  // namespace inference::fit
