// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace inference {

/// What kind of failure an Error is: what a program may want to branch on. The message says the
/// rest.
enum class ErrorCode {
    invalid_argument,   ///< an option is out of range or contradicts another; nothing was started
    not_found,          ///< a file, backend, device or server that was named is not there
    unavailable,        ///< it exists but can't be used here (permission, driver, platform)
    unsupported,        ///< this model, backend or server version can't do it
    bad_model,          ///< the model file is damaged or of an unknown kind
    out_of_memory,      ///< not enough VRAM or RAM, before or after the launch
    context_exceeded,   ///< the prompt does not fit the context of a slot
    start_failed,       ///< the engine ended or stalled before it was ready
    engine_died,        ///< the engine ended while in use and could not be brought back
    engine_refused,     ///< the engine answered a request with an error
    protocol,           ///< the engine's answer could not be understood
    cancelled,          ///< the caller's stop token was triggered
    deadline_exceeded,  ///< the caller's deadline passed
    closed,             ///< the model was closed
    io,                 ///< the operating system refused a read, a write or a resource
};

/// The code's name in lower case with underscores, e.g. "invalid_argument"; never empty.
std::string_view to_string(ErrorCode code) noexcept;

/// A failure as a value.
///
/// `message` is lower case without a full stop, begins with the part that failed ("llamacpp: …"),
/// names the file, option or GPU at fault and says what to do next. `detail` is the tail of the
/// engine's log where there is one, else empty; it may span many lines. `option` is the name of the
/// option that was refused, a member of LoadOptions, GenerateOptions or FitRequest such as
/// "context_length"; empty where none was. The message then has it once as "option context_length",
/// so that a program can show its own spelling.
struct Error {
    ErrorCode code = ErrorCode::io;
    std::string message;
    std::string detail;
    std::string option{};

    friend bool operator==(const Error&, const Error&) = default;
};

/// Every fallible function returns one of these; no exception but std::bad_alloc leaves the API.
template <class T>
using Result = std::expected<T, Error>;

/// Shorthand for returning a failure: `return fail(ErrorCode::io, "gguf: …");`
inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string detail = {},
                                   std::string option = {}) {
    return std::unexpected<Error>(
        Error{code, std::move(message), std::move(detail), std::move(option)});
}

/// Shorthand for refusing an option, `invalid_argument` unless another code is given:
/// `return refuse("rocm", "context_length", "must be …")` says "rocm: option context_length must
/// be …".
inline std::unexpected<Error> refuse(std::string_view part, std::string_view option,
                                     std::string_view why,
                                     ErrorCode code = ErrorCode::invalid_argument) {
    std::string message(part);
    message.append(": option ").append(option).append(" ").append(why);
    return fail(code, std::move(message), {}, std::string(option));
}

}  // namespace inference
