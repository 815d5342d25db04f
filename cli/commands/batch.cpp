// SPDX-License-Identifier: EUPL-1.2
#include "commands/batch.h"

#include "arguments/byte_size.h"
#include "batch/batch_output.h"
#include "batch/batch_queue.h"
#include "batch/batch_record.h"
#include "commands/commands.h"
#include "exit_codes.h"
#include "input/line_sources.h"
#include "input/prompt_input.h"
#include "model/model_arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace rocinfer_cli {
namespace {

using inference::Error;
using inference::ErrorCode;
using inference::fail;
using inference::Result;
using std::chrono::steady_clock;

constexpr std::size_t kMostKeysNamed = 8;

struct Job {
    BatchJob ask;
    std::optional<Error> refused;
    std::uint64_t read_until = 0;
};

struct Done {
    std::string record;
    std::uint64_t read_until = 0;
    std::int64_t tokens = 0;
    bool failed = false;
    bool cancelled = false;
};

// What is open for the time of a batch.
struct Files {
    LineInput input;
    std::optional<BatchOutput> output;
    Output& console_out;

    Input& in() { return input.input(); }
    Output& out() { return output ? output->stream() : console_out; }
    bool is_answered(const std::string& id) const {
        return output && output->answered().contains(id);
    }
};

Result<Files> open_files(const BatchRequest& request, const CommandContext& around) {
    auto input = open_lines(request.input, around.console.in, around.interrupts);
    if (!input) return std::unexpected(input.error());
    Files files{*std::move(input), std::nullopt, around.console.out};
    if (request.output) {
        auto output = BatchOutput::open(*request.output, files.in().descriptor(),
                                        around.interrupts.wake_fd());
        if (!output) return std::unexpected(output.error());
        files.output.emplace(*std::move(output));
    }
    return files;
}

constexpr const char* kBatchFooter =
    "In: {\"id\": 1, \"prompt\": \"...\"} a line, at most 64 MiB each. The prompt may be a list of "
    "token ids, and {\"messages\": [{\"role\": \"user\", \"content\": \"...\"}]} is a chat. The "
    "id is a text or a whole number; without one it is the line's number. No two lines may have "
    "the same.\n"
    "\n"
    "Out: {\"id\", \"text\", \"stop_reason\", \"prompt_tokens\", \"generated_tokens\"} in the same "
    "order; \"error\" where a prompt failed, which does not stop the others.\n"
    "\n"
    "With -o a batch that was cut goes on where it was: what has an answer in FILE is not asked "
    "again, what failed is, behind the others. Exit 1 while a prompt has none.\n"
    "\n"
    "Examples:\n"
    "  rocinfer batch model.gguf --slots 8 -i prompts.jsonl -o answers.jsonl\n"
    "  rocinfer batch -n 32 < prompts.jsonl | jq -r .text";

constexpr std::int32_t kSlots = 4;

struct BatchArguments {
    BatchRequest request;
    Constraints constraints;
};

int execute(BatchArguments& arguments, const CommandContext& around) {
    if (auto ok = take_constraints(arguments.constraints, arguments.request.generate); !ok) {
        Status status(around.console, arguments.request.model.quiet);
        return report_failure(ok.error(), around, status);
    }
    return batch(arguments.request, around);
}

class Batch {
public:
    Batch(const BatchRequest& request, inference::TextModel& model, Files& files,
          const CommandContext& around, Status& status)
        : request_(request),
          model_(model),
          files_(files),
          around_(around),
          status_(status),
          context_length_(model.info().context_length),
          slots_(static_cast<std::size_t>(std::max(model.info().parallel_slots, 1))),
          queue_(slots_ * 4, [this](const Done& done) { emit(done); }) {}

    int run() {
        // Ctrl-C, and whatever ends the batch from inside.
        const std::stop_callback interrupted(around_.interrupts.token(), [this] { stop(); });
        ReadStatus read = ReadStatus::end;
        {
            std::vector<std::jthread> workers;
            workers.reserve(slots_);
            for (std::size_t i = 0; i < slots_; ++i)
                workers.emplace_back([this] { work(); });
            read = read_jobs();
            queue_.close();
        }
        status_.clear();
        return report(read);
    }

private:
    void stop() {
        stop_.request_stop();
        queue_.end();
    }

    // Returns how the input ended.
    ReadStatus read_jobs() {
        std::uint64_t read_until = 0;
        std::string line;
        for (std::size_t number = 1;; ++number) {
            const ReadStatus status = files_.in().read_line(line);
            if (status != ReadStatus::line) return status;
            read_until += line.size() + 1;
            if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
            Job job;
            job.read_until = read_until;
            if (auto ok = read_job(line, number, job.ask); !ok) job.refused = ok.error();
            name_unknown_keys(job.ask, number);
            if (const auto first = seen_.emplace(job.ask.id, number); !first.second) {
                job.refused = Error{ErrorCode::invalid_argument,
                                    fmt::format("batch: line {}: its id {} is that of line {} "
                                                "already; give it another",
                                                number, job.ask.id, first.first->second),
                                    {}};
                status_.warning(job.refused->message);
            } else if (files_.is_answered(job.ask.id)) {
                ++skipped_;
                continue;
            }
            if (!queue_.put(std::move(job))) return ReadStatus::interrupted;
        }
    }

    // Once each: most files have the same keys in every line.
    void name_unknown_keys(const BatchJob& job, std::size_t number) {
        for (const std::string& key : job.unknown_keys) {
            if (named_keys_.size() >= kMostKeysNamed || !named_keys_.insert(key).second) continue;
            status_.warning(fmt::format(
                "batch: line {}: the key \"{}\" means nothing here (\"id\", \"prompt\" and "
                "\"messages\" do)",
                number, key));
        }
    }

    void work() {
        while (auto taken = queue_.take())
            queue_.finish(taken->number, done(taken->job));
    }

    Done done(const Job& job) {
        const std::string& id = job.ask.id;
        if (job.refused) return {batch_record(id, *job.refused), job.read_until, 0, true, false};
        if (auto ok = check_prompt_fits(job.ask.bytes, context_length_); !ok)
            return {batch_record(id, ok.error()), job.read_until, 0, true, false};
        inference::GenerateOptions options = request_.generate;
        options.cancel = stop_.get_token();
        inference::TokenStream stream = ask(job.ask, std::move(options));
        Answer answer;
        std::vector<inference::TokenId> ids;
        while (auto token = stream.next()) {
            answer.text += token->text;
            ids.push_back(token->id);
        }
        answer.stop_reason = stream.stop_reason();
        answer.metrics = stream.metrics();
        answer.error = stream.error();
        return {.record = batch_record(id, answer, request_.token_ids ? &ids : nullptr),
                .read_until = job.read_until,
                .tokens = static_cast<std::int64_t>(ids.size()),
                .failed = answer.error.has_value(),
                .cancelled = answer.error && stop_.stop_requested()};
    }

    inference::TokenStream ask(const BatchJob& job, inference::GenerateOptions options) {
        if (const auto* messages = std::get_if<std::vector<inference::Message>>(&job.ask))
            return model_.chat(*messages, std::move(options));
        return model_.generate(std::get<inference::Prompt>(job.ask), std::move(options));
    }

    // In order, one at a time. What was cut is not written, nor what comes after it: the next run
    // with the same output goes on there.
    void emit(const Done& done) {
        cut_ = cut_ || done.cancelled;
        if (cut_) return;
        files_.out().write(done.record);
        ++written_;
        tokens_ += done.tokens;
        failed_ += done.failed ? 1 : 0;
        if (files_.out().closed() || files_.out().error() != 0) {
            cut_ = true;
            // As if it were Ctrl-C: the reader of the input may wait for more of it.
            around_.interrupts.trigger(SIGPIPE);
        }
        status_.progress({.label = "answering",
                          .done = done.read_until,
                          .total = files_.in().size(),
                          .figures = figures()});
    }

    std::string figures() const {
        const double seconds = std::chrono::duration<double>(steady_clock::now() - begun_).count();
        return fmt::format("{} prompt{}, {:.0f} tokens/s", written_, written_ == 1 ? "" : "s",
                           static_cast<double>(tokens_) / std::max(seconds, 1e-6));
    }

    int report(ReadStatus read) {
        if (files_.out().closed()) return kOk;
        if (const int failed = files_.out().error(); failed != 0) {
            status_.error("the output can't be written: " + std::string(std::strerror(failed)));
            return kFailure;
        }
        std::string line = figures() + fmt::format(", {} tokens", tokens_);
        if (skipped_ > 0) line += fmt::format("; {} were there already", skipped_);
        if (failed_ > 0) line += fmt::format("; {} failed", failed_);
        status_.aside(line);
        if (around_.interrupts.interrupted()) return around_.interrupts.exit_code();
        if (read == ReadStatus::too_long) {
            status_.error("a line is longer than " + byte_size(kMostTextBytes) +
                          ", the most that is read; what follows it was not asked");
            return kFailure;
        }
        if (read == ReadStatus::failed) {
            status_.error("the input can't be read");
            return kFailure;
        }
        return failed_ == 0 ? kOk : kFailure;
    }

    const BatchRequest& request_;
    inference::TextModel& model_;
    Files& files_;
    const CommandContext& around_;
    Status& status_;
    const std::int64_t context_length_;
    const std::size_t slots_;
    std::stop_source stop_;
    BatchQueue<Job, Done> queue_;
    const steady_clock::time_point begun_ = steady_clock::now();
    std::unordered_map<std::string, std::size_t> seen_;  ///< ids with the lines that have them
    std::unordered_set<std::string> named_keys_;
    std::size_t skipped_ = 0;
    std::size_t written_ = 0;
    std::int64_t tokens_ = 0;
    std::size_t failed_ = 0;
    bool cut_ = false;
};

}  // namespace

int batch(const BatchRequest& request, const CommandContext& around) {
    Status status(around.console, request.model.quiet);
    if (auto ok = validate(request.generate); !ok)
        return report_failure(ok.error(), around, status);
    auto files = open_files(request, around);
    if (!files) return report_failure(files.error(), around, status);
    auto model = open_model(request.model, around, status);
    if (!model) return report_failure(model.error(), around, status);
    const int code = Batch(request, **model, *files, around, status).run();
    close_model(**model, status);
    return code;
}

void add_batch_command(CLI::App& app, const CommandContext& around, int& exit_code) {
    auto arguments = std::make_shared<BatchArguments>();
    arguments->request.model.load.parallel_slots = kSlots;
    CLI::App* command = app.add_subcommand("batch", "Answer many prompts: JSON lines in and out");
    command->footer(kBatchFooter);
    add_model_arguments(*command, arguments->request.model);
    command->add_option("-i,--input", arguments->request.input, "The prompts; without it stdin")
        ->type_name("FILE");
    command
        ->add_option("-o,--output", arguments->request.output,
                     "The answers, added to what is there; without it stdout")
        ->type_name("FILE");
    command->add_flag("--token-ids", arguments->request.token_ids,
                      "Write the token ids of each answer, too");
    add_generate_arguments(*command, arguments->request.generate, arguments->constraints);
    command->callback(
        [arguments, &around, &exit_code] { exit_code = execute(*arguments, around); });
}

}  // namespace rocinfer_cli
