// SPDX-License-Identifier: EUPL-1.2
// The GPU room's parsers and the engine's log, without files.
#include "gpu/choice/mask.h"
#include "gpu/faults.h"
#include "gpu/gfx_target.h"
#include "gpu/names.h"
#include "gpu/telemetry.h"
#include "gpu/text.h"
#include "llamacpp/engine/elf_needs.h"
#include "llamacpp/engine/gfx_targets.h"
#include "llamacpp/engine/server_build.h"
#include "llamacpp/server/load_problems.h"
#include "llamacpp/server/load_report.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace inference;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::vector<std::optional<std::string>> uuids{"GPU-4ad1ed0ac407c708", std::nullopt};
    for (const int index : gpu::apply_mask(text, uuids).visible) {
        if (index < 0 || index > 1) std::abort();
    }
    (void)gpu::gfx_of_override(text);
    (void)gpu::parse_properties(text);
    (void)gpu::current_clock(text);
    (void)gpu::parse_faults(text, "s");
    (void)gpu::name_in_ids(text, 0x744c, std::uint8_t{0xc8});
    (void)llamacpp::elf_needs(text);
    (void)llamacpp::gfx_targets_in(text);
    llamacpp::LoadReportReader reader;
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() == rest.size() ? line.size() : line.size() + 1);
        reader.read_line(line);
    }
    (void)llamacpp::load_problems(reader.report(), {-1, "ROCm", "0000:03:00.0", "card", "gfx1100"});
    (void)llamacpp::spill_to_gtt(reader.report(), 0, ~std::uint64_t{0});
    return 0;
}
