// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "http/connection.h"
#include "http/connection_pool.h"
#include "http/http_call.h"

#include <atomic>
#include <memory>
#include <mutex>

namespace inference::http {

/// Carries one exchange over a connection: whoever calls drives it. Belongs to its exchange.
class Transfer final : public Carrier, private Receiver {
public:
    Transfer(std::shared_ptr<ConnectionPool> connections, HttpCall& exchange);
    ~Transfer() override;
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    /// Sends the request as far as that goes without waiting.
    void begin();
    void carry(std::optional<Clock::time_point> deadline) override;
    void attend() override;
    bool sending() override;
    void hang_up() noexcept override;

private:
    void dial();
    void settle();
    void let_go(bool sound);
    bool may_try_again(CURLcode code) const;
    void on_head(long status, std::string_view content_type) override;
    bool on_body(std::string_view bytes) override;
    void set_full(bool full);

    const std::shared_ptr<ConnectionPool> connections_;
    HttpCall& exchange_;
    std::atomic<bool> carried_ = false;

    std::mutex driving_;  // who drives; it guards what follows, but see hang_up()
    Clock::time_point begun_;
    std::optional<Clock::time_point> again_at_;
    bool full_ = false;

    std::mutex changing_;  // held while connection_ is set or emptied
    std::unique_ptr<Connection> connection_;
};

}  // namespace inference::http
