// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "http/connection_pool.h"
#include "http/curl_connection.h"
#include "http/http_call.h"

#include <atomic>
#include <memory>
#include <mutex>

namespace inference::http {

/// Carries one call over a curl connection: the thread that calls a function drives it. Owned by
/// its call.
class CurlTransfer final : public Carrier, private Receiver {
public:
    CurlTransfer(std::shared_ptr<ConnectionPool> connections, HttpCall& call);
    ~CurlTransfer() override;
    CurlTransfer(const CurlTransfer&) = delete;
    CurlTransfer& operator=(const CurlTransfer&) = delete;

    /// Sends as much of the request as is possible without waiting.
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
    HttpCall& call_;
    std::atomic<bool> carried_ = false;

    std::mutex driving_;  // held by the thread that drives; guards what follows, but see hang_up()
    Clock::time_point begun_;
    std::optional<Clock::time_point> again_at_;
    bool full_ = false;

    std::mutex changing_;  // held while connection_ is set or reset
    base::ForkBound<CurlConnection> connection_;
};

}  // namespace inference::http
