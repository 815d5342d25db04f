// SPDX-License-Identifier: EUPL-1.2
#include "http/client.h"

#include <utility>

namespace inference::http {

std::shared_ptr<HttpCall> Client::start(Request request) const {
    auto call = std::make_shared<HttpCall>(std::move(request));
    pump_->start(call);
    return call;
}

Result<Response> Client::fetch(Request request, std::optional<Clock::time_point> deadline,
                               const std::stop_token& cancel, std::size_t most_bytes) const {
    const std::string path = request.path;
    auto call = start(std::move(request));
    const std::stop_callback on_stop(cancel, [&] { pump_->cancel(call); });

    Response response;
    std::string piece;
    while (true) {
        switch (call->take(piece, deadline)) {
            case HttpCall::Taken::bytes:
                if (response.body.size() + piece.size() > most_bytes) {
                    pump_->cancel(call);
                    return fail(ErrorCode::protocol, "http: the answer to " + path +
                                                         " is longer than " +
                                                         std::to_string(most_bytes) + " bytes");
                }
                response.body += piece;
                continue;
            case HttpCall::Taken::timed_out:
                pump_->cancel(call);
                return fail(ErrorCode::deadline_exceeded,
                            "http: no answer to " + path + " in time");
            case HttpCall::Taken::ended:
                break;
        }
        break;
    }
    const End end = call->end();
    switch (end.kind) {
        case End::Kind::complete:
            break;
        case End::Kind::no_connect:
            return fail(ErrorCode::unavailable,
                        "http: nobody listens for " + path + ": " + end.reason);
        case End::Kind::broken:
            return fail(ErrorCode::protocol,
                        "http: the connection broke during " + path + ": " + end.reason);
        case End::Kind::no_thread:
            return fail(ErrorCode::io, "http: can't ask for " + path + ": " + end.reason);
        case End::Kind::cancelled:
            return fail(cancel.stop_requested() ? ErrorCode::cancelled : ErrorCode::closed,
                        "http: " + path + " was cancelled: " + end.reason);
    }
    response.status = call->status();
    return response;
}

}  // namespace inference::http
