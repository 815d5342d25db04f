// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/session/session.h"

#include "base/errno_text.h"
#include "llamacpp/request/json_endpoint.h"
#include "llamacpp/stream/prediction.h"

#include <atomic>
#include <filesystem>
#include <system_error>

namespace inference::llamacpp {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Another request may take the slot between the prefill and the save.
constexpr int kAttempts = 3;
constexpr std::int32_t kSlot = 0;

/// A file in the server's own folder, the only one it reads and writes; removed in the end.
class HttpCall {
public:
    explicit HttpCall(const Server& server) {
        static std::atomic<unsigned> count = 0;
        name_ = "session-" + std::to_string(count++) + ".bin";
        path_ = server.folder() + "/" + name_;
    }
    ~HttpCall() {
        std::error_code ignored;
        fs::remove(path_, ignored);
    }
    HttpCall(const HttpCall&) = delete;
    HttpCall& operator=(const HttpCall&) = delete;

    const std::string& name() const { return name_; }
    const std::string& path() const { return path_; }

private:
    std::string name_;
    std::string path_;
};

std::unexpected<Error> file_failure(const std::string& path, const std::error_code& error) {
    return fail(ErrorCode::io, "llamacpp: session file " + path + ": " + base::errno_text(error));
}

Result<std::int64_t> slot_action(const Server& server, const std::string& action,
                                 const std::string& name, const char* count) {
    const std::string path = "/slots/" + std::to_string(kSlot) + "?action=" + action;
    auto answer = ask_json(server, path, {{"filename", name}});
    if (!answer) return std::unexpected(answer.error());
    const json tokens = answer->is_object() ? answer->value(count, json()) : json();
    if (!tokens.is_number_integer()) return not_understood(path);
    return tokens.get<std::int64_t>();
}

}  // namespace

Result<void> save_session(const std::shared_ptr<Server>& server, const Prompt& prompt,
                          const std::string& path) {
    const HttpCall file(*server);
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        auto prefilled = predict_next(server, prompt, {}, 0, kSlot);
        if (!prefilled) return std::unexpected(prefilled.error());
        auto saved = slot_action(*server, "save", file.name(), "n_saved");
        if (!saved) return std::unexpected(saved.error());
        if (*saved != prefilled->metrics.prompt_tokens) continue;

        std::error_code error;
        const std::string beside = path + ".new";
        fs::copy_file(file.path(), beside, fs::copy_options::overwrite_existing, error);
        if (!error) fs::rename(beside, path, error);
        if (!error) return {};
        std::error_code ignored;
        fs::remove(beside, ignored);
        return file_failure(path, error);
    }
    return fail(ErrorCode::unavailable,
                "llamacpp: the slot was taken by other requests; save the session when fewer run");
}

Result<void> restore_session(const Server& server, const std::string& path) {
    const HttpCall file(server);
    std::error_code error;
    fs::copy_file(path, file.path(), error);
    if (error) return file_failure(path, error);
    auto restored = slot_action(server, "restore", file.name(), "n_restored");
    if (restored) return {};
    Error failure = restored.error();
    failure.message += "; the session file " + path + " must be one of this model and context";
    return std::unexpected(failure);
}

}  // namespace inference::llamacpp
