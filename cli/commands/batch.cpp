// SPDX-License-Identifier: EUPL-1.2
#include "commands/batch.h"

#include "commands/batch_queue.h"
#include "commands/batch_record.h"
#include "exit_codes.h"
#include "terminal/fd_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stop_token>
#include <thread>
#include <unistd.h>

namespace rocinfer_cli {
namespace {

using inference::Error;
using inference::ErrorCode;
using inference::fail;
using inference::Result;
using std::chrono::steady_clock;

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
    std::unique_ptr<FileDescriptor> in_file;
    std::unique_ptr<FileDescriptor> out_file;
    std::unique_ptr<FdInput> in_stream;
    std::unique_ptr<FdOutput> out_stream;
    Input* in = nullptr;
    Output* out = nullptr;
    FinishedBatch finished;
};

Result<void> resume(const std::string& path, Files& files) {
    std::ostringstream content;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored)) {
        std::ifstream old(path, std::ios::binary);
        if (old.peek() != std::ifstream::traits_type::eof()) content << old.rdbuf();
    }
    auto finished = read_finished(content.view());
    if (!finished) {
        return fail(ErrorCode::invalid_argument,
                    path + ": " + finished.error().message + "; name another file with -o");
    }
    files.finished = *std::move(finished);
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    files.out_file = std::make_unique<FileDescriptor>(fd);
    const auto whole = static_cast<off_t>(files.finished.whole_bytes);
    const bool was_cut = files.finished.whole_bytes < content.view().size();
    if (fd < 0 || (was_cut && ::ftruncate(fd, whole) != 0)) {
        return fail(ErrorCode::io,
                    path + ": can't be written: " + std::string(std::strerror(errno)));
    }
    files.out_stream = std::make_unique<FdOutput>(fd);
    files.out = files.out_stream.get();
    return {};
}

Result<void> open_files(const BatchRequest& request, const CommandContext& around, Files& files) {
    files.in = &around.console.in;
    files.out = &around.console.out;
    if (request.input) {
        const int fd = ::open(request.input->c_str(), O_RDONLY | O_CLOEXEC);
        files.in_file = std::make_unique<FileDescriptor>(fd);
        if (fd < 0) {
            return fail(ErrorCode::not_found,
                        *request.input + ": can't be read: " + std::string(std::strerror(errno)));
        }
        files.in_stream = std::make_unique<FdInput>(fd, around.interrupts.wake_fd());
        files.in = files.in_stream.get();
    }
    return request.output ? resume(*request.output, files) : Result<void>{};
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
            const ReadStatus status = files_.in->read_line(line);
            if (status != ReadStatus::line) return status;
            read_until += line.size() + 1;
            if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
            Job job;
            job.read_until = read_until;
            if (auto ok = read_job(line, number, job.ask); !ok) job.refused = ok.error();
            if (files_.finished.ids.contains(job.ask.id)) {
                ++skipped_;
                continue;
            }
            if (!queue_.put(std::move(job))) return ReadStatus::interrupted;
        }
    }

    void work() {
        while (auto taken = queue_.take())
            queue_.finish(taken->number, done(taken->job));
    }

    Done done(const Job& job) {
        const std::string& id = job.ask.id;
        if (job.refused) return {batch_record(id, *job.refused), job.read_until, 0, true, false};
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
        files_.out->write(done.record);
        ++written_;
        tokens_ += done.tokens;
        failed_ += done.failed ? 1 : 0;
        if (files_.out->closed() || files_.out->error() != 0) {
            cut_ = true;
            // As if it were Ctrl-C: the reader of the input may wait for more of it.
            around_.interrupts.trigger(SIGPIPE);
        }
        status_.progress({.label = "answering",
                          .done = done.read_until,
                          .total = files_.in->size(),
                          .figures = figures()});
    }

    std::string figures() const {
        const double seconds = std::chrono::duration<double>(steady_clock::now() - begun_).count();
        return fmt::format("{} prompt{}, {:.0f} tokens/s", written_, written_ == 1 ? "" : "s",
                           static_cast<double>(tokens_) / std::max(seconds, 1e-6));
    }

    int report(ReadStatus read) {
        if (files_.out->closed()) return kOk;
        if (const int failed = files_.out->error(); failed != 0) {
            status_.error("the output can't be written: " + std::string(std::strerror(failed)));
            return kFailure;
        }
        std::string line = figures() + fmt::format(", {} tokens", tokens_);
        if (skipped_ > 0) line += fmt::format("; {} were there already", skipped_);
        if (failed_ > 0) line += fmt::format("; {} failed", failed_);
        status_.aside(line);
        if (around_.interrupts.interrupted()) return around_.interrupts.exit_code();
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
    const std::size_t slots_;
    std::stop_source stop_;
    BatchQueue<Job, Done> queue_;
    const steady_clock::time_point begun_ = steady_clock::now();
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
    Files files;
    if (auto ok = open_files(request, around, files); !ok)
        return report_failure(ok.error(), around, status);
    auto model = open_model(request.model, around, status);
    if (!model) return report_failure(model.error(), around, status);
    const int code = Batch(request, **model, files, around, status).run();
    if (auto closed = (*model)->close(); !closed) status.warning(closed.error().message);
    return code;
}

}  // namespace rocinfer_cli
