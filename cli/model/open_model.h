// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/bundled_model.h"
#include "signals/interrupts.h"
#include "terminal/status.h"

#include <inference/options.h>
#include <inference/registry.h>

#include <memory>
#include <optional>
#include <string>

namespace rocinfer_cli {

/// What every command that runs a model is asked for.
struct ModelRequest {
    std::optional<std::string> path;  ///< empty = the bundled model
    inference::LoadOptions load;
    bool quiet = false;    ///< nothing on stderr but warnings and errors
    bool verbose = false;  ///< the engine's log on stderr
};

/// What a command works with beside its request: tests give their own.
struct CommandContext {
    const Console& console;
    const inference::Registry& registry;
    Interrupts& interrupts;
    BundledModelPlaces bundled;
};

/// Loads the model, draws the progress, says which backend runs it and why a better one can't.
inference::Result<std::unique_ptr<inference::TextModel>> open_model(const ModelRequest& request,
                                                                    const CommandContext& around,
                                                                    Status& status);

/// Closes the model; what went wrong with that is a warning.
void close_model(inference::TextModel& model, Status& status);
/// The backend that a load without --backend takes, and why a better one can't: "vulkan; rocm
/// can't: …"; empty where none is available.
std::string chosen_backend(const inference::Registry& registry);

/// Reports why nothing runs: 130 where it was interrupted, 2 where an option was refused, else 1.
int report_failure(const inference::Error& error, const CommandContext& around, Status& status);

}  // namespace rocinfer_cli
