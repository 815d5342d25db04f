// SPDX-License-Identifier: EUPL-1.2
#include "http/background_pump.h"

#include "http/transfer.h"

#include <algorithm>
#include <csignal>
#include <system_error>
#include <utility>

namespace inference::http {
namespace {

// How long an answer that nobody reads may wait in the kernel, and a request that the kernel did
// not take at once in ours.
constexpr auto kRound = std::chrono::milliseconds(100);
constexpr auto kHurriedRound = std::chrono::milliseconds(2);
// It falls asleep only after a while without exchanges: waking it costs as much as a token.
constexpr int kRoundsUntilIdle = 10;

const End kClosed{End::Kind::cancelled, "the connection to the server was closed"};
const End kElsewhere{End::Kind::cancelled, "the connection is another process's"};
const End kNoThread{End::Kind::no_thread, "no thread could be started to look after it"};

/// None of the host's signal handlers may run on our thread: it inherits this.
class SignalsBlocked {
public:
    SignalsBlocked() noexcept {
        sigset_t all;
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_{};
};

bool is_over(const std::weak_ptr<HttpCall>& exchange) {
    const auto alive = exchange.lock();
    return !alive || alive->finished();
}

}  // namespace

std::shared_ptr<BackgroundPump> BackgroundPump::create(Endpoint endpoint) {
    return std::shared_ptr<BackgroundPump>(new BackgroundPump(std::move(endpoint)));
}

BackgroundPump::BackgroundPump(Endpoint endpoint)
    : connections_(std::make_shared<ConnectionPool>(std::move(endpoint))) {
    const SignalsBlocked for_the_thread;
    try {
        thread_ = std::thread([this] { run(); });
    } catch (const std::system_error&) {
        stopping_ = without_thread_ = true;  // every exchange then ends at once, with a reason
    }
}

BackgroundPump::~BackgroundPump() {
    stop();
    if (!thread_.joinable()) return;
    thread_.detach();  // a forked copy, which has no such thread
    [[maybe_unused]] const auto* left_alone = changed_.release();
}

void BackgroundPump::start(const std::shared_ptr<HttpCall>& exchange) {
    auto transfer = std::make_unique<Transfer>(connections_, *exchange);
    Transfer* carrier = transfer.get();
    exchange->set_carrier(std::move(transfer));
    // A kept connection is the original's too: it would get the answer to the copy's question.
    if (!connections_->is_own_process()) return exchange->finish(kElsewhere);
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_) return exchange->finish(without_thread_ ? kNoThread : kClosed);
        exchanges_.push_back(exchange);
    }
    carrier->begin();
    const bool hurried = carrier->sending();
    const std::scoped_lock lock(mutex_);
    if (hurried) hurried_ = true;
    if (hurried || idle_) changed_->notify_one();
}

void BackgroundPump::cancel(const std::shared_ptr<HttpCall>& exchange) {
    if (exchange->finished()) return;
    exchange->finish({End::Kind::cancelled, "cancelled"});
    if (Carrier* carrier = exchange->carrier()) carrier->hang_up();
}

void BackgroundPump::stop() {
    if (!connections_->is_own_process()) return;
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        changed_->notify_one();
    }
    for (const auto& exchange : running()) {
        exchange->finish(kClosed);
        exchange->carrier()->hang_up();
    }
    connections_->close();
    const std::scoped_lock joining(join_mutex_);
    if (thread_.joinable()) thread_.join();
}

std::vector<std::shared_ptr<HttpCall>> BackgroundPump::running() {
    std::vector<std::shared_ptr<HttpCall>> all;
    const std::scoped_lock lock(mutex_);
    for (const auto& weak : exchanges_) {
        if (auto exchange = weak.lock()) all.push_back(std::move(exchange));
    }
    return all;
}

void BackgroundPump::run() {
    int empty_rounds = 0;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (empty_rounds >= kRoundsUntilIdle) {
            idle_ = true;
            changed_->wait(lock, [&] { return stopping_ || !exchanges_.empty(); });
            idle_ = false;
        }
        const bool hurried = std::exchange(hurried_, false);
        changed_->wait_for(lock, hurried ? kHurriedRound : kRound,
                           [&] { return stopping_ || (!hurried && hurried_); });
        if (stopping_) return;
        std::erase_if(exchanges_, is_over);
        empty_rounds = exchanges_.empty() ? empty_rounds + 1 : 0;
        lock.unlock();
        bool hurry = false;
        for (const auto& exchange : running()) {
            exchange->carrier()->attend();
            hurry = exchange->carrier()->sending() || hurry;
        }
        lock.lock();
        hurried_ = hurried_ || hurry;
    }
}

}  // namespace inference::http
