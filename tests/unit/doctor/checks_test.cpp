// SPDX-License-Identifier: EUPL-1.2
#include "doctor/checks.h"

#include "unit/gpu/trees.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cerrno>

using namespace inference;
using namespace inference::doctor;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using Outcome = Check::Outcome;

namespace {

auto with(Outcome outcome, const std::string& text) {
    return AllOf(Field(&Check::outcome, outcome), Field(&Check::finding, HasSubstr(text)));
}

MachineFacts machine(const std::string& tree) {
    MachineFacts facts;
    facts.gpus = gpu_test::read(gpu_test::tree(tree));
    return facts;
}

ServerFacts hip_server() {
    ServerFacts server;
    server.path = "/usr/bin/llama-server";
    server.found_by = "PATH";
    server.version = "0.7.0";
    server.devices = {"ROCm0: AMD Radeon RX 7800 XT (16368 MiB, 16000 MiB free)"};
    server.build.backends = {"hip"};
    server.build.hip_library = "/usr/lib/libggml-hip.so";
    server.build.gfx_targets = {"gfx1100", "gfx1101"};
    return server;
}

}  // namespace

TEST(doctor_kernel, that_is_old_is_a_warning) {
    MachineFacts facts;
    facts.kernel = "5.15.0-91-generic";
    EXPECT_THAT(check_kernel(facts), ElementsAre(with(Outcome::warning, "5.15.0")));
    facts.kernel = "6.12.117";
    facts.distribution = "Debian";
    EXPECT_THAT(check_kernel(facts), ElementsAre(with(Outcome::ok, "6.12.117 (Debian)")));
    facts.kernel = "what";
    EXPECT_THAT(check_kernel(facts), ElementsAre(with(Outcome::warning, "can't be read")));
    facts.in_container = true;
    EXPECT_EQ(check_kernel(facts).size(), 2U);
}

TEST(doctor_driver, that_is_not_loaded_is_a_failure_only_where_there_is_a_gpu) {
    auto facts = machine("rx7900xtx-single");
    EXPECT_THAT(check_driver(facts), ElementsAre(with(Outcome::ok, "loaded")));
    facts.gpus.driver_loaded = false;
    EXPECT_THAT(check_driver(facts), ElementsAre(with(Outcome::failure, "not loaded")));
    EXPECT_THAT(check_driver(machine("no-amdgpu")),
                ElementsAre(with(Outcome::warning, "no AMD GPU")));
}

TEST(doctor_devices, are_all_looked_at) {
    EXPECT_THAT(check_devices(machine("rx7800xt-raphael-igpu")),
                Each(Field(&Check::outcome, Outcome::ok)));
    EXPECT_EQ(check_devices(machine("rx7800xt-raphael-igpu")).size(), 3U);
    EXPECT_THAT(check_devices(machine("no-amdgpu")), IsEmpty());
    const auto denied = check_devices(machine("kfd-without-permission#user-not-in-render-group"));
    EXPECT_EQ(denied.size(), 3U);
    EXPECT_THAT(denied, Each(with(Outcome::failure, "usermod")));
}

TEST(doctor_gpus, on_the_reference_machine_are_fine_and_the_used_one_is_named) {
    const auto server = hip_server();
    const auto checks = check_gpus(machine("rx7800xt-raphael-igpu"), &server);
    EXPECT_THAT(checks, Contains(with(Outcome::ok, "this one is used")));
    EXPECT_THAT(checks, Contains(with(Outcome::ok, "left aside")))
        << "the build has no code for the integrated one, which is not used on purpose";
    EXPECT_THAT(checks, Each(Field(&Check::outcome, Outcome::ok)));
}

TEST(doctor_gpus, without_code_for_them_are_a_failure_with_the_targets) {
    auto server = hip_server();
    server.build.gfx_targets = {"gfx1200"};
    const auto checks = check_gpus(machine("rx7900xtx-single"), &server);
    ASSERT_FALSE(checks.empty());
    EXPECT_EQ(checks[0].outcome, Outcome::failure);
    EXPECT_THAT(checks[0].remedy, HasSubstr("gfx1200"));
}

TEST(doctor_gpus, that_are_not_there_are_said_to_be_missing_with_what_is_there) {
    const auto checks = check_gpus(machine("no-amdgpu"), nullptr);
    EXPECT_THAT(checks, ElementsAre(with(Outcome::warning, "no AMD GPU")));
    EXPECT_THAT(checks[0].finding, HasSubstr("nvidia"));
    EXPECT_THAT(checks[0].remedy, HasSubstr("CPU"));
}

TEST(doctor_gpus, that_are_hot_full_or_without_a_resizable_bar_get_a_warning) {
    auto facts = machine("rx7900xtx-single");
    auto& gpu = facts.gpus.gpus.at(0);
    gpu.telemetry.temperatures = {{"junction", 105}};
    gpu.vram.used = *gpu.vram.total - 1000;
    gpu.visible_vram.total = 268435456;
    const auto checks = check_gpus(facts, nullptr);
    EXPECT_THAT(checks, Contains(with(Outcome::warning, "105")));
    EXPECT_THAT(checks, Contains(with(Outcome::warning, "quarter")));
    EXPECT_THAT(checks, Contains(with(Outcome::warning, "address")));
}

TEST(doctor_server, that_is_missing_or_broken_is_a_failure_with_the_remedy) {
    const auto facts = machine("rx7900xtx-single");
    EXPECT_THAT(check_server(facts, hip_server()), Each(Field(&Check::outcome, Outcome::ok)));
    ServerFacts none;
    none.not_found = Error{ErrorCode::not_found, "llamacpp: no llama-server", ""};
    EXPECT_THAT(check_server(facts, none), ElementsAre(with(Outcome::failure, "no llama-server")));
    auto broken = hip_server();
    broken.version_error = Error{ErrorCode::start_failed, "exited with status 127", ""};
    broken.build.missing_libraries = {"libhipblas.so.3"};
    const auto checks = check_server(facts, broken);
    EXPECT_THAT(checks, Contains(with(Outcome::failure, "127")));
    EXPECT_THAT(checks, Contains(with(Outcome::failure, "libhipblas.so.3")));
}

TEST(doctor_server, without_a_gpu_backend_is_a_failure_only_where_there_is_a_gpu) {
    auto server = hip_server();
    server.build.hip_library.clear();
    server.build.backends = {"cpu-zen4"};
    server.devices.clear();
    EXPECT_THAT(check_server(machine("rx7900xtx-single"), server),
                Contains(with(Outcome::failure, "this build has none")));
    EXPECT_THAT(check_server(machine("no-amdgpu"), server),
                Each(Field(&Check::outcome, Outcome::ok)));
}

TEST(doctor_environment, names_each_variable_that_would_hurt) {
    const auto facts = machine("rx7900xtx-single");
    EXPECT_THAT(check_environment(facts, {{"PATH", "/bin"}}),
                ElementsAre(with(Outcome::ok, "no variable")));
    const auto checks = check_environment(facts, {{"CUDA_VISIBLE_DEVICES", "1"},
                                                  {"HIP_VISIBLE_DEVICES", "1"},
                                                  {"HSA_OVERRIDE_GFX_VERSION", "10.3.0"},
                                                  {"ROCR_VISIBLE_DEVICES", "0"}});
    EXPECT_EQ(checks.size(), 4U);
    EXPECT_THAT(checks, Contains(with(Outcome::ok, "narrows the choice"))) << "that is on purpose";
    EXPECT_EQ(std::ranges::count(checks, Outcome::warning, &Check::outcome), 3);
    auto hidden = facts;
    hidden.gpus.gpus.at(0).masked_index.reset();
    EXPECT_THAT(check_environment(hidden, {{"ROCR_VISIBLE_DEVICES", "7"}}),
                ElementsAre(with(Outcome::failure, "hides every GPU")));
}

TEST(doctor_memory_and_disk, that_run_short_are_warnings) {
    MachineFacts facts;
    EXPECT_THAT(check_memory(facts), ElementsAre(with(Outcome::warning, "can't be read")));
    facts.memory_total = std::uint64_t{32} << 30;
    facts.memory_available = std::uint64_t{1} << 30;
    EXPECT_THAT(check_memory(facts), ElementsAre(with(Outcome::warning, "1.0 GiB of 32.0 GiB")));
    facts.memory_available = std::uint64_t{20} << 30;
    EXPECT_THAT(check_memory(facts), ElementsAre(with(Outcome::ok, "20.0 GiB")));
    EXPECT_THAT(check_disk(facts), IsEmpty());
    facts.disk_free = std::uint64_t{1} << 30;
    facts.disk_folder = "/home";
    EXPECT_THAT(check_disk(facts), ElementsAre(with(Outcome::warning, "/home")));
}
