// SPDX-License-Identifier: EUPL-1.2
// What is said to the server, and how what it says is understood.
#include "llamacpp/server/properties.h"

#include "http/sse_framer.h"
#include "llamacpp/failure/error_answer.h"
#include "llamacpp/request/completion_request.h"
#include "llamacpp/stream/completion_event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace inference::llamacpp {
namespace {}  // namespace
}  // namespace inference::llamacpp
