// SPDX-License-Identifier: EUPL-1.2
// Every captured machine with every engine that scripts/install-llama-server brings.
#include "doctor/checks.h"
#include "unit/gpu/trees.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace inference;
using namespace inference::doctor;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::Field;
using testing::HasSubstr;
using testing::Not;
using Outcome = Check::Outcome;

namespace {

constexpr const char* kReference = "rx7800xt-raphael-igpu";
constexpr const char* kTrees[] = {kReference, "rx7900xtx-single", "strix-halo-apu-only",
                                  "no-amdgpu", "kfd-without-permission#user-not-in-render-group"};

MachineFacts machine(const std::string& tree, const rocm::GpuEnvironment& environment = {}) {
    MachineFacts facts;
    facts.gpus = gpu_test::read(gpu_test::tree(tree), environment);
    return facts;
}

ServerFacts engine(const std::string& name) {
    ServerFacts server;
    server.path = "/engines/" + name + "/bin/llama-server";
    server.found_by = "engine " + name;
    server.version = "0.7.0";
    server.asked_devices = false;
    server.build.backends = {"cpu-haswell", "cpu-zen4"};
    if (name == "vulkan" || name == "rpc") server.build.backends.push_back(name);
    if (name == "rocm") {
        server.build.backends.emplace_back("hip");
        server.build.hip_library = "/engines/rocm/libggml-hip.so";
        server.build.gfx_targets = {"gfx1010", "gfx1030", "gfx1100", "gfx1101", "gfx1102",
                                    "gfx803",  "gfx900",  "gfx906",  "gfx908",  "gfx90a"};
        server.build.rocblas_targets = server.build.gfx_targets;
    }
    return server;
}

Checks examine(const MachineFacts& facts, const ServerFacts& server) {
    Checks all = check_devices(facts, &server);
    for (const auto& checks : {check_gpus(facts, &server), check_server(facts, server)}) {
        all.insert(all.end(), checks.begin(), checks.end());
    }
    return all;
}

std::size_t failures(const Checks& checks) {
    return static_cast<std::size_t>(std::ranges::count(checks, Outcome::failure, &Check::outcome));
}

std::string all_words(const Checks& checks) {
    std::string text;
    for (const auto& check : checks)
        text += check.subject + ": " + check.finding + " | " + check.remedy + "\n";
    return text;
}

}  // namespace

TEST(doctor_engines, with_rocm_and_vulkan_find_the_reference_machine_and_a_single_card_well) {
    for (const auto* tree : {kReference, "rx7900xtx-single"}) {
        for (const auto* name : {"rocm", "vulkan"}) {
            const auto checks = examine(machine(tree), engine(name));
            EXPECT_THAT(checks, Each(Field(&Check::outcome, Outcome::ok)))
                << tree << " with " << name << "\n"
                << all_words(checks);
            EXPECT_THAT(checks, Contains(Field(&Check::finding, HasSubstr("this one is used"))));
        }
    }
}

TEST(doctor_engines, without_a_way_to_the_gpu_fail_and_name_one_that_has_it) {
    for (const auto* tree : {kReference, "rx7900xtx-single", "strix-halo-apu-only"}) {
        for (const auto* name : {"cpu", "rpc"}) {
            const auto checks = examine(machine(tree), engine(name));
            EXPECT_EQ(failures(checks), 1U) << tree << " with " << name << all_words(checks);
            EXPECT_THAT(checks,
                        Contains(AllOf(Field(&Check::finding, HasSubstr("has none")),
                                       Field(&Check::remedy, HasSubstr("install vulkan")))));
            EXPECT_THAT(all_words(checks), Not(HasSubstr("is used")));
        }
    }
}

TEST(doctor_engines, on_a_target_that_rocm_lacks_lead_to_vulkan_and_to_no_override) {
    const auto lacking = examine(machine("strix-halo-apu-only"), engine("rocm"));
    EXPECT_THAT(all_words(lacking), AllOf(HasSubstr("gfx1151"), HasSubstr("install vulkan"),
                                          Not(HasSubstr("HSA_OVERRIDE"))));
    EXPECT_GE(failures(lacking), 1U);
    const auto vulkan = examine(machine("strix-halo-apu-only"), engine("vulkan"));
    EXPECT_EQ(failures(vulkan), 0U) << all_words(vulkan);
    // An engine with both takes the way that works.
    auto both = engine("rocm");
    both.build.backends.emplace_back("vulkan");
    EXPECT_EQ(failures(examine(machine("strix-halo-apu-only"), both)), 0U);
}

TEST(doctor_engines, never_advise_an_override_where_it_would_reach_another_gpu) {
    for (const auto* tree : kTrees) {
        for (const auto* name : {"cpu", "vulkan", "rocm", "rpc"}) {
            EXPECT_THAT(all_words(examine(machine(tree), engine(name))),
                        Not(HasSubstr("HSA_OVERRIDE")))
                << tree << " with " << name;
        }
    }
    auto alone = machine("rx7900xtx-single");
    alone.gpus.gpus.at(0).gfx = "gfx1103";
    EXPECT_THAT(all_words(examine(alone, engine("rocm"))),
                HasSubstr("HSA_OVERRIDE_GFX_VERSION=11.0.0"));
    for (const auto* target : {"gfx942", "gfx1200", "gfx1201", "gfx1151"}) {
        alone.gpus.gpus.at(0).gfx = target;
        EXPECT_THAT(all_words(examine(alone, engine("rocm"))), Not(HasSubstr("HSA_OVERRIDE")))
            << target << " has no close relative";
    }
}

TEST(doctor_engines, do_not_miss_dev_kfd_where_only_vulkan_is_used) {
    auto facts = machine("rx7900xtx-single");
    facts.gpus.kfd_access.error = ENOENT;
    for (auto& gpu : facts.gpus.gpus)
        gpu.problems.clear();
    EXPECT_EQ(failures(examine(facts, engine("vulkan"))), 0U)
        << all_words(examine(facts, engine("vulkan")));
    EXPECT_GE(failures(examine(facts, engine("rocm"))), 1U);
    const auto denied = examine(machine(kTrees[4]), engine("vulkan"));
    EXPECT_GE(failures(denied), 1U) << "Vulkan needs the render node too";
}

TEST(doctor_engines, say_on_a_machine_of_another_maker_only_what_is_so) {
    const auto facts = machine("no-amdgpu");
    EXPECT_EQ(failures(examine(facts, engine("vulkan"))), 0U);
    for (const auto* name : {"cpu", "rocm", "rpc"}) {
        const auto checks = check_server(facts, engine(name));
        EXPECT_EQ(failures(checks), 0U) << name << all_words(checks);
    }
}

TEST(doctor_engines, whose_hip_backend_is_not_looked_at_do_not_have_hip) {
    auto server = engine("cpu");
    server.build.not_looked_at = {"/engines/cpu/usr/lib/ggml/backends0/libggml-hip.so"};
    server.backend_path = "/engines/cpu/usr/lib/ggml/backends0/libggml-cpu-zen4.so";
    const auto checks = examine(machine(kReference), server);
    EXPECT_THAT(checks, Contains(AllOf(Field(&Check::subject, "HIP support"),
                                       Field(&Check::outcome, Outcome::failure),
                                       Field(&Check::finding, HasSubstr("does not load it")))));
}

TEST(doctor_engines, with_pruned_kernels_of_rocblas_are_told_which_are_missing) {
    auto server = engine("rocm");
    server.build.rocblas_targets = {"gfx1030"};
    const auto checks = examine(machine("rx7900xtx-single"), server);
    EXPECT_GE(failures(checks), 1U);
    EXPECT_THAT(all_words(checks), AllOf(HasSubstr("rocBLAS"), HasSubstr("--gfx gfx1100")));
    server.build.rocblas_targets = std::vector<std::string>{};
    EXPECT_THAT(all_words(check_server(machine(kReference), server)),
                HasSubstr("kernels are missing"));
}

TEST(doctor_engines, leave_a_gpu_that_is_masked_on_purpose_in_peace) {
    rocm::GpuEnvironment environment;
    environment.rocr_visible_devices = "0";
    for (const auto* name : {"rocm", "vulkan"}) {
        const auto checks = examine(machine(kReference, environment), engine(name));
        EXPECT_THAT(checks, Each(Field(&Check::outcome, Outcome::ok))) << all_words(checks);
    }
}
