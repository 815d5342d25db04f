// SPDX-License-Identifier: EUPL-1.2
// Every rule against a recorded log: tests/data/failures, whose SOURCES says where each comes from.
#include "llamacpp/failure/diagnosis.h"

#include "llamacpp/failure/failure_rules.h"
#include "llamacpp/failure/healthy_lines.h"
#include "llamacpp/failure/log_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <regex>
#include <set>
#include <sstream>
#include <vector>

namespace inference::llamacpp {

void PrintTo(FailureKind kind, std::ostream* out) {
    *out << to_string(kind);
}

namespace {

namespace fs = std::filesystem;
using process::ExitStatus;
using testing::HasSubstr;
using testing::Not;

const fs::path kFolder = ROCINFER_SOURCE_DIR "/tests/data/failures";

std::string read(const fs::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string recorded(const std::string& name) {
    const std::string text = read(kFolder / (name + ".log"));
    EXPECT_FALSE(text.empty()) << name;
    return text;
}

ExitStatus exited(int code) {
    return {.signalled = false, .value = code};
}

ExitStatus signalled(int number) {
    return {.signalled = true, .value = number};
}

struct Recorded {
    const char* log;
    ExitStatus status;
    Stage stage;
    FailureKind kind;
    ErrorCode code;    ///< of the error that the caller gets
    const char* word;  ///< of its message
};

std::vector<Recorded> recordings() {
    using enum FailureKind;
    using E = ErrorCode;
    const auto one = exited(1);
    const auto abort = signalled(SIGABRT);
    constexpr auto start = Stage::loading;
    constexpr auto use = Stage::in_use;
    return {
        {"not_gguf", one, start, model_damaged, E::bad_model, "is not GGUF"},
        {"empty_model", one, start, model_damaged, E::bad_model, "empty"},
        {"folder_as_model", one, start, model_damaged, E::bad_model, "or a folder"},
        {"cut_short", one, start, model_damaged, E::bad_model, "blk.2.attn_q.weight"},
        {"cut_in_header", one, start, model_damaged, E::bad_model, "cut short or damaged"},
        {"wrong_offsets", one, start, model_damaged, E::bad_model, "contradicts itself"},
        {"wrong_shape", one, start, model_damaged, E::bad_model, "blk.0.ffn_up.weight"},
        {"missing_tensor", one, start, model_damaged, E::bad_model, "blk.0.attn_q.weight"},
        {"missing_key", one, start, model_damaged, E::bad_model, "llama.block_count"},
        {"cut_in_tensors", one, start, model_damaged, E::bad_model, "cut short or damaged"},
        {"duplicate_key", one, start, model_damaged, E::bad_model, "'general.type'"},
        {"one_layer_too_few", one, start, model_unsupported, E::unsupported, "expected 56, got 47"},
        {"contradicting_heads", one, start, model_damaged, E::bad_model, "invalid n_rot"},
        {"far_too_many_layers", abort, start, assertion, E::start_failed, "LLAMA_MAX_LAYERS"},
        {"unknown_pre_tokenizer", one, start, model_unsupported, E::unsupported, "'smoltm'"},
        {"bad_projector", one, start, bad_adapter, E::bad_model, "projector.gguf"},
        {"bad_draft", one, start, bad_adapter, E::bad_model, "draft.gguf"},
        {"newer_gguf_version", one, start, model_unsupported, E::unsupported, "version 9"},
        {"first_gguf_version", one, start, model_unsupported, E::unsupported, "too old"},
        {"big_endian", one, start, model_unsupported, E::bad_model, "byte order"},
        {"unknown_tensor_type", one, start, model_foreign, E::unsupported, "type 200"},
        {"unknown_architecture", one, start, model_unsupported, E::unsupported, "'llamx'"},
        {"unknown_tokenizer", one, start, model_unsupported, E::unsupported, "'gptx'"},
        {"projector_as_model", one, start, model_foreign, E::bad_model, "projector"},
        {"missing_model", one, start, model_unreachable, E::bad_model, "none.gguf"},
        {"missing_part", one, start, model_unreachable, E::bad_model, "part-00003-of-00003"},
        {"no_permission", one, start, model_unreachable, E::bad_model, "may not be read"},
        {"bad_adapter", one, start, bad_adapter, E::bad_model, "adapter.gguf"},
        {"missing_library", exited(127), start, missing_library, E::unavailable,
         "libllama-server-impl.so"},
        {"undefined_symbol", exited(127), start, missing_library, E::unavailable,
         "ggml_backend_dev_type"},
        {"older_libc", one, start, missing_library, E::unavailable, "GLIBC"},
        {"no_backend", one, start, no_backend, E::unavailable, "GGML_BACKEND_PATH"},
        {"backend_not_for_this_processor", one, start, no_backend, E::unavailable,
         "this processor"},
        {"unknown_argument", one, start, bad_argument, E::unsupported, "--no-such-flag"},
        {"bad_argument_value", one, start, bad_argument, E::invalid_argument, "q9_9"},
        {"older_unknown_argument", one, start, bad_argument, E::unsupported, "-hf"},
        {"quantised_cache_without_flash_attention", one, start, bad_argument, E::invalid_argument,
         "--flash-attn on"},
        {"unknown_device", one, start, no_device, E::unavailable, "ROCm0"},
        {"socket_taken", one, start, socket_taken, E::start_failed, "could not listen"},
        {"port_taken", one, start, socket_taken, E::start_failed, "could not listen"},
        {"socket_folder_missing", one, start, socket_taken, E::start_failed, "must exist"},
        {"memory_for_weights", one, start, out_of_memory_weights, E::out_of_memory, "weights"},
        {"memory_for_cache", one, start, out_of_memory_kv, E::out_of_memory, "KV cache"},
        {"memory_for_compute", one, start, out_of_memory_compute, E::out_of_memory, "compute"},
        {"memory_for_vocabulary", one, start, out_of_memory, E::out_of_memory, "vocabulary"},
        {"memory_insufficient", abort, start, out_of_memory, E::out_of_memory, "19.73 MB"},
        {"memory_of_the_machine", abort, start, out_of_memory, E::out_of_memory, "ulimit"},
        {"killed_by_the_kernel", signalled(SIGKILL), start, killed_for_memory, E::out_of_memory,
         "by the kernel"},
        {"killed_in_use", signalled(SIGKILL), use, killed_for_memory, E::out_of_memory,
         "by the kernel"},
        {"model_cut_in_use", signalled(SIGBUS), use, model_changed, E::engine_died, "model"},
        {"no_more_threads", abort, start, too_few_threads, E::io, "threads"},
        {"no_more_descriptors", one, start, too_many_files, E::io, "ulimit -n"},

        {"gpu_memory_for_weights", one, start, out_of_memory_weights, E::out_of_memory, "CUDA0"},
        {"gpu_memory_for_cache", signalled(SIGSEGV), start, out_of_memory_kv, E::out_of_memory,
         "--cache-type-k q8_0"},
        {"gpu_memory_for_compute", one, start, out_of_memory_compute, E::out_of_memory,
         "--ubatch-size"},
        {"gpu_memory_in_use", abort, use, out_of_memory_request, E::out_of_memory, "GPU's memory"},
        {"gpu_memory_unplaced", one, start, out_of_memory, E::out_of_memory, "GPU's memory"},
        {"gpu_vulkan_memory", one, start, out_of_memory_compute, E::out_of_memory,
         "one buffer has a limit"},
        {"gpu_none_detected", one, start, no_device, E::unavailable, "rocinfer doctor"},
        {"gpu_none_for_blas", abort, start, no_device, E::unavailable, "rocinfer doctor"},
        {"gpu_no_permission", one, start, device_permission, E::unavailable, "/dev/kfd"},
        {"gpu_invalid_function", abort, start, no_kernels, E::unavailable, "no kernels"},
        {"gpu_no_binary", abort, start, no_kernels, E::unavailable, "no kernels"},
        {"gpu_no_code_objects", signalled(SIGSEGV), start, no_kernels, E::unavailable, "gfx1152"},
        {"gpu_no_kernel_image", abort, start, no_kernels, E::unavailable, "no kernels"},
        {"gpu_kernel_image_invalid", abort, start, no_kernels, E::unavailable, "do not suit"},
        {"gpu_shared_object", abort, start, no_kernels, E::unavailable, "do not suit"},
        {"gpu_critical_after_invalid_function", abort, start, no_kernels, E::unavailable,
         "no kernels"},
        {"gpu_no_tensile", abort, start, no_kernels, E::unavailable, "rocBLAS"},
        {"gpu_override_invalid", one, start, gfx_override, E::unavailable, "11.0.0"},
        {"gpu_hang", abort, use, gpu_hang, E::engine_died, "hung"},
        {"gpu_vulkan_lost", abort, use, gpu_hang, E::engine_died, "lost"},
        {"gpu_unspecified", abort, use, gpu_error, E::engine_died, "ROCm failed"},
        {"gpu_illegal_access", abort, use, memory_access_fault, E::engine_died, "must not"},
        {"gpu_memory_fault", abort, use, memory_access_fault, E::engine_died,
         "GGML_CUDA_DISABLE_GRAPHS=1"},
        {"gpu_aperture", abort, use, memory_access_fault, E::engine_died, "APERTURE"},
        {"gpu_queue_exception", abort, use, gpu_error, E::engine_died, "queue"},
        {"gpu_graph_update", abort, use, graph_crash, E::engine_died, "GGML_CUDA_DISABLE_GRAPHS=1"},
        {"gpu_graph_capture", abort, use, graph_crash, E::engine_died, "capture"},
        {"gpu_flash_attention_fatal", abort, use, flash_attention_crash, E::engine_died,
         "--flash-attn off"},
        {"gpu_flash_attention_assert", abort, use, flash_attention_crash, E::engine_died,
         "--flash-attn off"},
        {"gpu_vmm", abort, start, gpu_error, E::start_failed, "map the GPU's memory"},
        {"gpu_blas_internal", abort, use, no_kernels, E::engine_died, "loading again never helps"},
        {"gpu_vulkan_context_lost", one, use, gpu_hang, E::engine_died, "smaller --ubatch-size"},
        {"gpu_vulkan_submission_memory", abort, use, out_of_memory_request, E::out_of_memory,
         "Not enough memory for command submission"},
        {"gpu_invalid_isa", abort, start, no_kernels, E::unavailable, "gfx target"},
        {"gpu_queue_out_of_resources", abort, use, out_of_memory_request, E::out_of_memory,
         "used up"},
        {"gpu_incompatible_kernel", one, start, driver_too_old, E::unavailable, "too old"},
        {"gpu_memory_critical", abort, start, gpu_error, E::start_failed, "--load-mode"},
        {"gpu_preallocated_cache", abort, start, bad_argument, E::invalid_argument,
         "--cache-type-k"},
        {"unreadable_chat_template", one, start, bad_chat_template, E::bad_model,
         "--chat-template chatml"},
        {"more_tensors", one, start, model_unsupported, E::unsupported, "newer llama-server"},
        {"mtp_without_layers", one, start, bad_argument, E::invalid_argument, "--spec-type"},
        {"no_cpu_backend", one, start, no_backend, E::unavailable, "libggml-cpu"},
        {"quantised_cache_needs_flash_attention", one, start, bad_argument, E::invalid_argument,
         "--cache-type-v q8_0"},
        {"ollama_architecture", one, start, model_foreign, E::unsupported, "made for llama.cpp"},
        {"picture_model", one, start, model_foreign, E::unsupported, "stable-diffusion.cpp"},
        {"ik_llama_tensor_type", one, start, model_foreign, E::unsupported, "ik_llama.cpp"},
        {"vocabulary_without_merges", one, start, model_damaged, E::bad_model, "merges"},
        {"vocabulary_of_wrong_type", one, start, model_damaged, E::bad_model, "scores"},
        {"gpu_missing_library", exited(127), start, missing_library, E::unavailable,
         "libhipblas.so.3"},
    };
}

// What stands in a log and is no reason for an end.
const std::set<std::string> kHarmless{"gpu_compute_retried", "gpu_blaslt_warning", "full_disk"};

TEST(failures, every_recorded_log_is_explained) {
    for (const Recorded& known : recordings()) {
        const std::string log = recorded(known.log);
        const Diagnosis diagnosis = diagnose(known.status, log, known.stage);
        EXPECT_EQ(diagnosis.kind, known.kind) << known.log << ": " << diagnosis.evidence;
        const Error error = known.stage == Stage::loading
                                ? explain_failed_start("/models/x.gguf", known.status, log)
                                : explain_death(known.status, log);
        EXPECT_EQ(error.code, known.code) << known.log << ": " << error.message;
        EXPECT_THAT(error.message, HasSubstr(known.word)) << known.log;
        EXPECT_THAT(error.message, HasSubstr(known.status.describe())) << known.log;
        EXPECT_EQ(error.detail, log);
    }
}

TEST(failures, every_log_in_the_folder_is_used_and_named_with_its_source) {
    std::set<std::string> used = kHarmless;
    for (const Recorded& known : recordings())
        used.insert(known.log);
    const std::string sources = read(kFolder / "SOURCES");
    for (const auto& entry : fs::directory_iterator(kFolder)) {
        if (entry.path().extension() != ".log") continue;
        const std::string name = entry.path().stem();
        EXPECT_TRUE(used.contains(name)) << name;
        if (!name.starts_with("gpu_")) continue;
        EXPECT_THAT(sources, HasSubstr("\n" + name + " ")) << name;
    }
}

TEST(failures, an_old_warning_is_not_blamed_for_a_later_death) {
    const std::string retried = recorded("gpu_compute_retried");
    for (const Stage stage : {Stage::loading, Stage::in_use}) {
        EXPECT_EQ(diagnose(signalled(SIGSEGV), retried, stage).kind, FailureKind::unknown);
    }
    const std::string load =
        recorded("gpu_memory_for_cache") + "srv  llama_server: listening on x\n";
    EXPECT_EQ(diagnose(signalled(SIGSEGV), load, Stage::in_use).kind, FailureKind::unknown);
    EXPECT_EQ(explain_death(signalled(SIGSEGV), load).code, ErrorCode::engine_died);
    const std::string full = recorded("full_disk");
    ASSERT_THAT(full, HasSubstr("No space left on device"));
    EXPECT_EQ(diagnose(exited(1), full, Stage::in_use).kind, FailureKind::unknown);
    EXPECT_EQ(diagnose(signalled(SIGSEGV), recorded("gpu_blaslt_warning"), Stage::in_use).kind,
              FailureKind::unknown);
}

TEST(failures, an_error_counts_until_work_goes_on) {
    const std::string full = recorded("full_disk");
    const std::string at_the_end = full.substr(0, full.find("Unable to save slot"));
    const Diagnosis diagnosis = diagnose(exited(1), at_the_end, Stage::in_use);
    EXPECT_EQ(diagnosis.kind, FailureKind::full_disk);
    EXPECT_THAT(diagnosis.evidence, HasSubstr("No space left on device"));
}

TEST(failures, the_last_of_two_troubles_is_blamed) {
    const std::string first = recorded("gpu_memory_for_compute");
    const std::string second = recorded("unknown_architecture");
    EXPECT_EQ(diagnose(exited(1), first + second).kind, FailureKind::model_unsupported);
    EXPECT_EQ(diagnose(exited(1), second + first).kind, FailureKind::out_of_memory_compute);
}

TEST(failures, what_nobody_survives_is_blamed_though_other_threads_still_write) {
    const std::string log = recorded("gpu_hang") + "slot update_slots: id  0 | prompt processing\n";
    EXPECT_EQ(diagnose(signalled(SIGABRT), log, Stage::in_use).kind, FailureKind::gpu_hang);
    // But not where it came before the server was ready: that was another server's life.
    const std::string ready = recorded("gpu_hang") + "srv: listening on x\n";
    EXPECT_EQ(diagnose(signalled(SIGSEGV), ready, Stage::in_use).kind, FailureKind::unknown);
}

TEST(failures, a_signal_from_outside_is_not_explained_by_the_log) {
    const std::string log = recorded("memory_for_cache");
    EXPECT_EQ(diagnose(signalled(SIGTERM), log).kind, FailureKind::ended_by_someone);
    EXPECT_EQ(diagnose(signalled(SIGILL), log).kind, FailureKind::illegal_instruction);
    EXPECT_EQ(diagnose(signalled(SIGSYS), "").kind, FailureKind::not_allowed);
    EXPECT_EQ(diagnose(signalled(SIGXFSZ), "").kind, FailureKind::full_disk);
    EXPECT_EQ(diagnose(signalled(SIGKILL), recorded("gpu_hang"), Stage::in_use).kind,
              FailureKind::gpu_hang);
    EXPECT_EQ(diagnose({.signalled = true, .value = SIGKILL, .unknown = true}, "").kind,
              FailureKind::unknown);
}

TEST(failures, a_server_in_use_that_leaves_in_peace_was_asked_to) {
    const std::string log = recorded("full_disk");  // it ended by SIGTERM
    EXPECT_EQ(diagnose(exited(0), log, Stage::in_use).kind, FailureKind::ended_by_someone);
    EXPECT_EQ(diagnose(exited(0), "", Stage::loading).kind, FailureKind::unknown);
}

TEST(failures, the_override_is_blamed_where_it_is_set) {
    for (const char* name : {"gpu_invalid_function", "gpu_shared_object", "gpu_memory_fault"}) {
        const auto diagnosis =
            diagnose(signalled(SIGABRT), recorded(name), Stage::loading, "10.3.0");
        EXPECT_EQ(diagnosis.kind, FailureKind::gfx_override) << name;
        EXPECT_THAT(diagnosis.cause, HasSubstr("HSA_OVERRIDE_GFX_VERSION=10.3.0"));
    }
    EXPECT_EQ(diagnose(signalled(SIGABRT), recorded("gpu_hang"), Stage::in_use, "10.3.0").kind,
              FailureKind::gpu_hang);
}

TEST(failures, what_a_model_says_of_itself_proves_nothing) {
    const std::string log =
        "0.00.038 I llama_model_loader: - kv   1: general.name str = HW Exception by GPU\n"
        "0.00.039 I print_info: general.name = error: invalid argument: x\n";
    EXPECT_EQ(diagnose(signalled(SIGSEGV), log).kind, FailureKind::unknown);
}

TEST(failures, an_unknown_end_keeps_the_log_and_no_more) {
    const Diagnosis diagnosis = diagnose(exited(3), "something new");
    EXPECT_EQ(diagnosis.kind, FailureKind::unknown);
    EXPECT_TRUE(diagnosis.cause.empty() && diagnosis.advice.empty());
    EXPECT_EQ(explain_failed_start("/x.gguf", exited(3), "something new").detail, "something new");
}

TEST(failures, evidence_is_one_short_clean_line) {
    EXPECT_EQ(clean_line("0.00.030.789 E gguf: \x1b[31mbad\t magic \n"), "gguf: [31mbad magic");
    EXPECT_EQ(clean_line("1.2 is no stamp"), "1.2 is no stamp");
    std::string character;
    for (int i = 0; i < 200; ++i)
        character += "é";
    EXPECT_EQ(clean_line(character), character.substr(0, 160) + "…");
}

TEST(failures, a_summary_gives_way_to_the_first_complaint_that_no_rule_knows) {
    const std::string log =
        "0.00.01 I load_tensors: loading model tensors\n"
        "0.00.02 E srv  load_model: the moon is in the wrong house\n"
        "0.00.03 E srv  load_model: so nothing works\n"
        "0.00.04 E srv  llama_server: exiting due to model loading error\n";
    const Diagnosis diagnosis = diagnose(exited(1), log);
    EXPECT_EQ(diagnosis.kind, FailureKind::not_loaded);
    EXPECT_THAT(diagnosis.evidence, HasSubstr("the wrong house"));
    const std::string other = "0.00.00.020 E ggml: a new way to fail\nlast words\n";
    EXPECT_THAT(explain_failed_start("/x.gguf", signalled(SIGABRT), other).message,
                HasSubstr("a new way to fail"));
}

TEST(failures, the_reason_of_an_error_wins_over_the_error) {
    const std::string limit =
        "ggml_vulkan: Requested buffer size exceeds device buffer size limit: "
        "ErrorOutOfDeviceMemory\n"
        "0.00.01 E llama_init_from_model: failed to initialize the context: failed to allocate "
        "buffer for kv cache\n";
    const Diagnosis cache = diagnose(exited(1), limit);
    EXPECT_EQ(cache.kind, FailureKind::out_of_memory_kv);  // what found no room
    EXPECT_THAT(cache.advice, HasSubstr("one buffer has a limit"));
    // But not where work went on in between.
    const std::string lived =
        "HSA Error:  Incompatible kernel and userspace, x disabled.\n"
        "srv  load_model: loading model tensors\n";
    EXPECT_EQ(diagnose(exited(1), lived + recorded("unknown_device")).kind, FailureKind::no_device);
}

TEST(failures, memory_that_was_tried_in_another_way_is_not_blamed) {
    const std::string log =
        "ggml_vulkan: Failed to allocate pinned memory (Requested buffer size exceeds device "
        "buffer "
        "size limit: ErrorOutOfDeviceMemory)\n";
    EXPECT_EQ(diagnose(signalled(SIGSEGV), log).kind, FailureKind::unknown);
}

TEST(failures, the_servers_own_summary_is_better_than_nothing) {
    const std::string log = recorded("bad_adapter");
    const std::string summary = log.substr(log.find("failed to create_context"));
    const Diagnosis diagnosis = diagnose(exited(1), summary);
    EXPECT_EQ(diagnosis.kind, FailureKind::not_loaded);
    EXPECT_EQ(diagnosis.code, ErrorCode::bad_model);
}

}  // namespace
}  // namespace inference::llamacpp
