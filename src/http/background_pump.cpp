// SPDX-License-Identifier: EUPL-1.2
#include "http/background_pump.h"

#include "http/curl_transfer.h"

#include <algorithm>
#include <utility>

namespace inference::http {
namespace {

// How often the thread looks: after answers that nobody reads, and, hurried, after requests that
// the kernel did not take at once.
constexpr auto kRound = std::chrono::milliseconds(100);
constexpr auto kHurriedRound = std::chrono::milliseconds(2);
// The thread sleeps only after this many rounds without a call: a wake-up costs the next call time.
constexpr int kRoundsUntilIdle = 10;

const End kClosed{End::Kind::cancelled, "the connection to the server was closed"};
const End kElsewhere{End::Kind::cancelled, "the connection belongs to another process"};
const End kNoThread{End::Kind::no_thread, "no thread could be started to look after it"};

bool is_over(const std::weak_ptr<HttpCall>& call) {
    const auto alive = call.lock();
    return !alive || alive->finished();
}

}  // namespace

std::shared_ptr<BackgroundPump> BackgroundPump::create(Endpoint endpoint) {
    return std::shared_ptr<BackgroundPump>(new BackgroundPump(std::move(endpoint)));
}

BackgroundPump::BackgroundPump(Endpoint endpoint)
    : connections_(std::make_shared<ConnectionPool>(std::move(endpoint))) {
    if (auto thread = base::Thread::start("http-pump", [this] { run(); })) {
        thread_ = *std::move(thread);
    } else {
        stopping_ = without_thread_ = true;  // every call then ends at once, with a reason
    }
}

BackgroundPump::~BackgroundPump() {
    stop();
}

void BackgroundPump::start(const std::shared_ptr<HttpCall>& call) {
    auto transfer = std::make_unique<CurlTransfer>(connections_, *call);
    CurlTransfer* carrier = transfer.get();
    call->set_carrier(std::move(transfer));
    // A forked copy shares the kept connections with the original, which would get the copy's
    // answer.
    if (!connections_->in_original_process()) return call->finish(kElsewhere);
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_) return call->finish(without_thread_ ? kNoThread : kClosed);
        calls_.push_back(call);
    }
    carrier->begin();
    const bool hurried = carrier->sending();
    const std::scoped_lock lock(mutex_);
    if (hurried) hurried_ = true;
    if (hurried || idle_) changed_->notify_one();
}

void BackgroundPump::cancel(const std::shared_ptr<HttpCall>& call) {
    if (call->finished()) return;
    call->finish({End::Kind::cancelled, "cancelled"});
    if (Carrier* carrier = call->carrier()) carrier->hang_up();
}

void BackgroundPump::stop() {
    if (!connections_->in_original_process()) return;
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        changed_->notify_one();
    }
    for (const auto& call : running()) {
        call->finish(kClosed);
        call->carrier()->hang_up();
    }
    connections_->close();
    thread_.join();
}

std::vector<std::shared_ptr<HttpCall>> BackgroundPump::running() {
    std::vector<std::shared_ptr<HttpCall>> all;
    const std::scoped_lock lock(mutex_);
    for (const auto& weak : calls_) {
        if (auto call = weak.lock()) all.push_back(std::move(call));
    }
    return all;
}

void BackgroundPump::run() {
    int empty_rounds = 0;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (empty_rounds >= kRoundsUntilIdle) {
            idle_ = true;
            changed_->wait(lock, [&] { return stopping_ || !calls_.empty(); });
            idle_ = false;
        }
        const bool hurried = std::exchange(hurried_, false);
        changed_->wait_for(lock, hurried ? kHurriedRound : kRound,
                           [&] { return stopping_ || (!hurried && hurried_); });
        if (stopping_) return;
        std::erase_if(calls_, is_over);
        empty_rounds = calls_.empty() ? empty_rounds + 1 : 0;
        lock.unlock();
        bool hurry = false;
        for (const auto& call : running()) {
            call->carrier()->attend();
            hurry = call->carrier()->sending() || hurry;
        }
        lock.lock();
        hurried_ = hurried_ || hurry;
    }
}

}  // namespace inference::http
