// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/environment.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// An engine that scripts/install-llama-server put into a folder of its own.
struct EngineFolder {
    std::string name;    ///< "vulkan"; "default" for the one that was asked for without a name
    std::string path;    ///< the folder
    std::string server;  ///< bin/llama-server in it
    friend bool operator==(const EngineFolder&, const EngineFolder&) = default;
};

/// $XDG_DATA_HOME/rocinfer, else ~/.local/share/rocinfer, where ~ is HOME or what the passwd entry
/// says without one; empty where there is none.
std::string data_folder(const Environment& environment);

/// Where the folder of an engine is or would be; empty where data_folder() is.
std::string engine_folder(const Environment& environment, std::string_view name);

/// Whether it may name an engine: letters, digits, '-', '_' and '.', no '.' in front.
bool is_engine_name(std::string_view name) noexcept;

/// Those that have a server which could be started, the ones that reach GPUs first: rocm, vulkan,
/// cpu, the others by name, default. ROCINFER_LLAMA_PREFIX leaves only the default one, which is
/// there then.
std::vector<EngineFolder> engine_folders(const Environment& environment);

/// The name that choose_engine() wrote down; nothing where none was chosen or it is gone.
std::optional<std::string> chosen_engine(const Environment& environment);

/// The file that has that name: a link in the folder of the engines.
std::string chosen_engine_file(const Environment& environment);

}  // namespace inference::llamacpp
