// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/load_problems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

using namespace inference::llamacpp;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

// As llama-server 0.7.0 with libggml-rpc and no worker writes it, on a machine without a GPU.
constexpr const char* kRpcWithoutWorker = R"(
0.00.119.092 I load_tensors: offloading output layer to GPU
0.00.119.092 I load_tensors: offloading 5 repeating layers to GPU
0.00.133.160 I load_tensors: offloaded 7/7 layers to GPU
0.00.133.176 I load_tensors:   CPU_Mapped model buffer size =     3.30 MiB
0.00.133.756 I llama_context:        CPU  output buffer size =     0.05 MiB
0.00.133.887 I llama_kv_cache:        CPU KV buffer size =     4.50 MiB
0.00.139.731 I sched_reserve:        CPU compute buffer size =     5.89 MiB
)";

// The same with libggml-vulkan on Mesa's lavapipe.
constexpr const char* kLavapipe = R"(
0.00.146.781 I cmn  common_param:   - Vulkan0 : llvmpipe (LLVM 21.1.8, 256 bits) (24105 MiB, 20085 MiB free)
0.00.200.647 I llama_prepare_model_devices: using device Vulkan0 (llvmpipe (LLVM 21.1.8, 256 bits)) (unknown id) - 20060 MiB free
0.00.187.755 I load_tensors: offloaded 7/7 layers to GPU
0.00.188.200 I load_tensors:      Vulkan0 model buffer size =     3.20 MiB
0.00.188.200 I load_tensors:  Vulkan_Host model buffer size =     0.13 MiB
0.00.188.398 I llama_kv_cache:    Vulkan0 KV buffer size =     4.50 MiB
0.00.198.902 I sched_reserve:    Vulkan0 compute buffer size =     5.51 MiB
)";

LoadReport read(const std::string& log) {
    LoadReportReader reader;
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);)
        reader.read_line(line);
    return reader.report();
}

std::string on_card(const std::string& device, const std::string& address) {
    return "x: using device " + device + " (AMD Radeon RX 7900 XTX) " + address +
           " - 24506 MiB free\nload_tensors: offloaded 7/7 layers to GPU\n"
           "load_tensors:        " +
           device + " model buffer size =  4096.00 MiB\n";
}

LoadExpectation card(const std::string& devices = "ROCm") {
    return {-1, devices, "0000:03:00.0", "Radeon RX 7900 XTX", "gfx1100"};
}

}  // namespace

TEST(load_problems, of_layers_that_rpc_counts_without_a_device_are_told) {
    const auto report = read(kRpcWithoutWorker);
    EXPECT_FALSE(is_on_wanted_gpu(report, card()));
    EXPECT_THAT(
        load_problems(report, card()),
        ElementsAre(testing::AllOf(HasSubstr("runs on the CPU"), HasSubstr("it uses none"))));
    EXPECT_THAT(load_problems(report, {-1, "", "", "", ""}),
                ElementsAre(HasSubstr("runs on the CPU and not on a GPU")));
}

TEST(load_problems, of_a_vulkan_device_in_the_place_of_the_rocm_card_are_told) {
    const auto software = read(kLavapipe);
    EXPECT_FALSE(is_on_wanted_gpu(software, card()));
    EXPECT_THAT(load_problems(software, card()),
                ElementsAre(testing::AllOf(HasSubstr("llvmpipe"), HasSubstr("through ROCm"))));
    // The right card by the wrong way is no ROCm either.
    const auto radv = read(on_card("Vulkan0", "(0000:03:00.0)"));
    EXPECT_FALSE(is_on_wanted_gpu(radv, card()));
    EXPECT_THAT(load_problems(radv, card()), ElementsAre(HasSubstr("through ROCm")));
    EXPECT_TRUE(is_on_wanted_gpu(radv, card("Vulkan")));
    EXPECT_THAT(load_problems(radv, card("Vulkan")), IsEmpty());
}

TEST(load_problems, of_a_software_device_in_the_place_of_the_vulkan_card_are_told) {
    const auto report = read(kLavapipe);
    EXPECT_FALSE(is_on_wanted_gpu(report, card("Vulkan")));
    EXPECT_THAT(load_problems(report, card("Vulkan")), ElementsAre(HasSubstr("llvmpipe")));
    // Named, it has no address to be compared with.
    EXPECT_THAT(load_problems(report, {-1, "Vulkan", "", "llvmpipe", ""}), IsEmpty());
}

TEST(load_problems, of_a_device_whose_address_is_not_told_or_another_are_told) {
    EXPECT_THAT(load_problems(read(on_card("ROCm0", "(unknown id)")), card()),
                ElementsAre(HasSubstr("does not tell whether")));
    EXPECT_THAT(load_problems(read("load_tensors: ROCm0 model buffer size = 10.0 MiB\n"), card()),
                ElementsAre(HasSubstr("does not tell whether")));
    EXPECT_THAT(load_problems(read(on_card("ROCm0", "(0000:09:00.0)")), card()),
                ElementsAre(testing::AllOf(HasSubstr("0000:09:00.0"), HasSubstr("0000:03:00.0"))));
}

TEST(load_problems, of_memory_that_only_pins_host_pages_are_told) {
    const auto report = read(
        "x: using device ROCm0 (AMD Radeon RX 7900 XTX) (0000:03:00.0) - 24506 MiB free\n"
        "load_tensors: offloaded 7/7 layers to GPU\n"
        "load_tensors: ROCm_Host model buffer size = 4096.00 MiB\n"
        "sched_reserve: ROCm0 compute buffer size = 519.00 MiB\n");
    EXPECT_FALSE(is_on_wanted_gpu(report, card()));
    EXPECT_THAT(load_problems(report, card()), ElementsAre(HasSubstr("runs on the CPU")));
}
