// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/load_report.h"

#include "llamacpp/server/load_problems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

using namespace inference::llamacpp;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;

// As published logs of HIP builds have them.
constexpr const char* kOnCard = R"(ggml_cuda_init: found 1 ROCm devices:
  Device 0: AMD Radeon RX 7900 XTX, gfx1100 (0x1100), VMM: no, Wave Size: 32
load_backend: loaded ROCm backend from /usr/lib/ollama/rocm/libggml-hip.so
llama_model_load_from_file_impl: using device ROCm0 (AMD Radeon RX 7900 XTX) (0000:03:00.0) - 24506 MiB free
load_tensors: loading model tensors, this can take a while... (mmap = true)
load_tensors: offloading 32 repeating layers to GPU
load_tensors: offloading output layer to GPU
load_tensors: offloaded 33/33 layers to GPU
load_tensors:        ROCm0 model buffer size =  4096.00 MiB
load_tensors:   CPU_Mapped model buffer size =   281.00 MiB
llama_context:  ROCm_Host  output buffer size =     1.00 MiB
llama_kv_cache:      ROCm0 KV buffer size =   720.00 MiB
llama_kv_cache:      ROCm0 KV buffer size =  3600.00 MiB
sched_reserve:      ROCm0 compute buffer size =   519.00 MiB
sched_reserve:      ROCm0 compute buffer size =   500.00 MiB
sched_reserve:  ROCm_Host compute buffer size =    68.00 MiB
)";

// As llama-server 0.7.0 writes it, on a machine without a GPU.
constexpr const char* kOnCpu = R"(warning: no usable GPU found, --gpu-layers option will be ignored
warning: one possible reason is that llama.cpp was compiled without GPU support
0.00.035.419 I cmn  common_param:   - CPU     : AMD EPYC (24105 MiB, 24105 MiB free)
0.00.040.617 I load_tensors: loading model tensors, this can take a while... (load_mode = none)
0.00.040.928 I load_tensors:          CPU model buffer size =     4.50 MiB
0.00.040.971 I llama_context:        CPU  output buffer size =     0.00 MiB
0.00.041.005 I llama_kv_cache:        CPU KV buffer size =     1.00 MiB
0.00.041.006 I llama_kv_cache: size =    1.00 MiB (   512 cells,   2 layers,  4/1 seqs), K (f16):    0.50 MiB
)";

LoadReport read(const std::string& log) {
    LoadReportReader reader;
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);)
        reader.read_line(line);
    return reader.report();
}

LoadExpectation card() {
    return {-1, "ROCm", "0000:03:00.0", "Radeon RX 7900 XTX", "gfx1100"};
}

}  // namespace

TEST(load_report, of_a_load_on_a_card_says_where_everything_went) {
    const auto report = read(kOnCard);
    EXPECT_EQ(report.layers_on_gpu, 33);
    EXPECT_EQ(report.layers, 33);
    ASSERT_EQ(report.found.size(), 1U);
    EXPECT_EQ(report.found[0], (EngineDevice{"ROCm0", "AMD Radeon RX 7900 XTX", "gfx1100", "", 0}));
    ASSERT_EQ(report.used.size(), 1U);
    EXPECT_EQ(report.used[0],
              (EngineDevice{"ROCm0", "AMD Radeon RX 7900 XTX", "", "0000:03:00.0", 24506 * kMiB}));
    EXPECT_THAT(report.buffers,
                ElementsAre(DeviceBuffers{"ROCm0", 4096 * kMiB, 4320 * kMiB, 519 * kMiB, 0},
                            DeviceBuffers{"CPU_Mapped", 281 * kMiB, 0, 0, 0},
                            DeviceBuffers{"ROCm_Host", 0, 0, 68 * kMiB, 1 * kMiB}));
    EXPECT_EQ(report.gpu_bytes(), (4096 + 4320 + 519) * kMiB);
    EXPECT_EQ(report.pinned_host_bytes(), 69 * kMiB);
    EXPECT_THAT(load_problems(report, card()), IsEmpty());
    EXPECT_TRUE(is_on_wanted_gpu(report, card()));
}

TEST(load_report, of_a_load_on_the_cpu_is_a_problem_only_where_a_gpu_was_wanted) {
    const auto report = read(kOnCpu);
    EXPECT_TRUE(report.no_usable_gpu);
    EXPECT_FALSE(report.layers_on_gpu);
    EXPECT_EQ(report.gpu_bytes(), 0U);
    EXPECT_THAT(load_problems(report, card()), ElementsAre(HasSubstr("runs on the CPU")));
    EXPECT_THAT(load_problems(report, {0, "ROCm", "", "", ""}), IsEmpty());
}

TEST(load_report, names_the_reason_of_a_failed_start_of_rocm) {
    auto report =
        read("ggml_cuda_init: failed to initialize ROCm: no ROCm-capable device is detected\n" +
             std::string(kOnCpu));
    EXPECT_THAT(load_problems(report, card()),
                ElementsAre(HasSubstr("no ROCm-capable device is detected")));
}

TEST(load_report, counts_layers_that_did_not_fit_against_what_was_asked_for) {
    const std::string lies_there =
        "x: using device ROCm0 (AMD Radeon RX 7900 XTX) (0000:03:00.0) - 24506 MiB free\n"
        "load_tensors:        ROCm0 model buffer size =  4096.00 MiB\n";
    const auto report = read(lies_there + "load_tensors: offloaded 20/33 layers to GPU\n");
    EXPECT_THAT(load_problems(report, card()), ElementsAre(HasSubstr("only 20 of 33")));
    auto expected = card();
    expected.gpu_layers = 20;
    EXPECT_THAT(load_problems(report, expected), IsEmpty());
    expected.gpu_layers = 99;
    EXPECT_THAT(load_problems(report, expected), ElementsAre(HasSubstr("only 20 of 33")));
    const auto none = read("load_tensors: offloaded 0/33 layers to GPU\n");
    EXPECT_THAT(load_problems(none, card()), ElementsAre(HasSubstr("runs on the CPU")));
}

TEST(load_report, notices_another_device_and_more_than_one) {
    auto expected = card();
    expected.pci = "0000:09:00.0";
    expected.gfx = "gfx1101";
    EXPECT_THAT(load_problems(read(kOnCard), expected),
                ElementsAre(HasSubstr("0000:03:00.0"), HasSubstr("gfx1100")));
    const auto two = read(std::string(kOnCard) +
                          "x: using device ROCm1 (AMD Radeon Graphics) - 102400 MiB free\n");
    EXPECT_THAT(load_problems(two, card()),
                ElementsAre(HasSubstr("spread over 2 devices"), HasSubstr("does not tell")));
}

TEST(load_report, that_knows_nothing_says_that_it_is_not_known) {
    EXPECT_THAT(load_problems(LoadReport{}, card()), ElementsAre(HasSubstr("is not known")));
    EXPECT_FALSE(is_on_wanted_gpu(LoadReport{}, card()));
}

TEST(load_report, of_a_second_load_starts_afresh) {
    const auto report = read(std::string(kOnCard) + kOnCard);
    EXPECT_EQ(report.gpu_bytes(), (4096 + 4320 + 519) * kMiB);
    EXPECT_EQ(report.used.size(), 1U);
}

TEST(load_report, reads_older_and_newer_wordings) {
    const auto older = read(
        "llm_load_tensors:      ROCm0 buffer size =  3577.50 MiB\n"
        "llm_load_tensors: offloaded 33/33 layers to GPU\n");
    ASSERT_EQ(older.buffers.size(), 1U);
    EXPECT_EQ(older.buffers[0].device, "ROCm0");
    EXPECT_EQ(older.buffers[0].model, static_cast<std::uint64_t>(3577.5 * kMiB));
    const auto newer =
        read("0.1 I x: using device ROCm0 (Card (OEM)) (unknown id) - 16000 MiB free\n");
    ASSERT_EQ(newer.used.size(), 1U);
    EXPECT_EQ(newer.used[0].description, "Card (OEM)");
    EXPECT_TRUE(newer.used[0].pci.empty());
}

TEST(load_report, survives_any_line) {
    for (const auto* line : {"", "offloaded ", "offloaded /", "offloaded x/y layers to GPU",
                             " buffer size =", "a: b c buffer size = 1e999 MiB",
                             "a: b c buffer size = -1 MiB", "using device ", "using device ROCm0",
                             "using device ROCm0 ", "using device ROCm0 (", "using device R () - ",
                             "  Device ", "  Device :", "  Device 0:", "  Device 99999999999: x",
                             "offloaded 99999999999/1 layers to GPU", " buffer size = 3 MiB",
                             "using device R )( - x"}) {
        LoadReportReader reader;
        reader.read_line(line);
        load_problems(reader.report(), card());
    }
}

TEST(spill, is_growth_of_the_gtt_that_pinned_host_memory_does_not_explain) {
    const auto report = read(kOnCard);
    EXPECT_FALSE(spill_to_gtt(report, 100 * kMiB, 90 * kMiB));
    EXPECT_FALSE(spill_to_gtt(report, 100 * kMiB, 400 * kMiB));
    const auto spill = spill_to_gtt(report, 100 * kMiB, 5289 * kMiB);
    ASSERT_TRUE(spill);
    EXPECT_THAT(*spill, HasSubstr("5.0 GiB"));
}
