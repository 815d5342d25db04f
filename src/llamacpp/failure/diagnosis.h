// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_kind.h"
#include "process/exit_status.h"

#include <inference/error.h>

#include <string>
#include <string_view>

namespace inference::llamacpp {

/// What a server's end and its last words tell.
struct Diagnosis {
    ErrorCode code = ErrorCode::start_failed;  ///< of a failed start
    FailureKind kind = FailureKind::unknown;
    std::string cause;     ///< what happened; empty where it is not known
    std::string advice;    ///< what to do; empty where nothing better is known than to read the log
    std::string evidence;  ///< the line of the log that tells, cleaned and cut; may be empty
};

/// When a server ended.
enum class Stage { loading, in_use };

/// Reads the end of a server's log and how it ended.
///
/// A line that the server outlived is not blamed: of a death in use only what follows the line that
/// told of readiness counts, and an error after which work went on counts no more. Of what is left
/// the last telling line is the cause. `log` is the newest part of the log; of more than 64 KiB the
/// end is read. `gfx_override` is HSA_OVERRIDE_GFX_VERSION as the server had it. SIGKILL and
/// SIGTERM are taken for somebody else's: do not ask about a server that we ended ourselves.
Diagnosis diagnose(const process::ExitStatus& status, std::string_view log,
                   Stage stage = Stage::loading, std::string_view gfx_override = {});

/// The error of a server that ended while it started. `detail` is the log's tail.
Error explain_failed_start(const std::string& model_path, const process::ExitStatus& status,
                           const std::string& log, std::string_view gfx_override = {});
/// The error of a server that ended while it was in use. `detail` is the log's tail.
Error explain_death(const process::ExitStatus& status, const std::string& log,
                    std::string_view gfx_override = {});

}  // namespace inference::llamacpp
