// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace inference::rocm {

/// One thing that was looked at.
struct DoctorCheck {
    enum class Outcome {
        ok,
        warning,  ///< it works, but not as well as it could
        failure,  ///< models can't run on the GPU, or can't run at all, because of it
    };
    std::string subject;  ///< "kernel", "/dev/kfd", "GPU 0000:03:00.0", …
    Outcome outcome = Outcome::ok;
    std::string finding;  ///< what is the case, in words
    std::string remedy;   ///< what to do; empty where nothing is to be done

    friend bool operator==(const DoctorCheck&, const DoctorCheck&) = default;
};

/// "ok", "warning" or "failure".
std::string_view to_string(DoctorCheck::Outcome outcome) noexcept;

struct DoctorOptions {
    std::string sysroot = "/";  ///< as for read_gpus()
    /// Also look for llama-server and run it with --version and --list-devices.
    bool ask_server = true;
};

/// Examines what running a model on a GPU depends on: the kernel and its driver, the devices and
/// their permissions, the GPUs, llama-server, the environment, memory and disk. Takes up to some
/// seconds where llama-server is asked. Errors: as for read_gpus().
Result<std::vector<DoctorCheck>> examine(const DoctorOptions& options = {});

struct CaptureOptions {
    std::string sysroot = "/";
    bool with_serial_numbers = false;  ///< else the GPUs' unique ids are replaced
};

struct Captured {
    std::size_t files = 0;
    std::size_t links = 0;
    std::vector<std::string>
        unreadable;  ///< written down in faults.json as the scenario "captured"
};

/// Copies the files that examine() and read_gpus() look at into a new or empty folder, which then
/// reads like this machine: `--sysroot FOLDER` (where Captured::unreadable is not empty,
/// `--sysroot FOLDER#captured`). No host name, address or serial number is in it unless asked for.
/// Errors: `invalid_argument` where the folder is not empty, `io` where it can't be written.
Result<Captured> capture_machine(const std::string& folder, const CaptureOptions& options = {});

}  // namespace inference::rocm
