// SPDX-License-Identifier: EUPL-1.2
#include "backend/start_stepping_down.h"

#include "llamacpp/server/start_server.h"

#include <utility>

namespace inference::backend {

Result<Started> start_stepping_down(llamacpp::StartRequest request, StepDown& step_down,
                                    const GpuMeter* meter) {
    Started started{std::move(request), nullptr, {}};
    auto server = llamacpp::start_server(started.request);
    while (!server) {
        auto less = step_down(started.request.config, server.error().kind);
        if (!less) return std::unexpected(std::move(server.error().error));
        started.request.config = std::move(less->config);
        started.notes.push_back(std::move(less->note));
        if (meter != nullptr) meter->wait_until_back();
        server = llamacpp::start_server(started.request);
    }
    started.server = *std::move(server);
    return started;
}

}  // namespace inference::backend
