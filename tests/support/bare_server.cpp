// SPDX-License-Identifier: EUPL-1.2
#include "support/bare_server.h"

#include "llamacpp/launch/cpu_backend.h"

#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace support {
namespace {

std::size_t append(char* bytes, std::size_t size, std::size_t count, void* into) {
    static_cast<std::string*>(into)->append(bytes, size * count);
    return size * count;
}

long perform(const std::string& socket, const std::string& path, const std::string* body,
             std::string& answer) {
    CURL* easy = curl_easy_init();
    curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
    curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, socket.c_str());
    curl_easy_setopt(easy, CURLOPT_URL, ("http://localhost" + path).c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, 120L);
    if (body != nullptr) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body->data());
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
    }
    long status = 0;
    if (curl_easy_perform(easy) == CURLE_OK) {
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(easy);
    return status;
}

}  // namespace

BareServer::BareServer(const std::string& server_path, const std::string& model, int slots,
                       int context) {
    std::string pattern = (std::filesystem::temp_directory_path() / "bare-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) return;
    folder_ = pattern;
    socket_ = folder_ + "/s.sock";

    std::vector<std::string> words{server_path,
                                   "--model",
                                   model,
                                   "--host",
                                   socket_,
                                   "--parallel",
                                   std::to_string(slots),
                                   "--ctx-size",
                                   std::to_string(slots * context),
                                   "--threads",
                                   "1",
                                   "--batch-size",
                                   "256",
                                   "--cache-ram",
                                   "0",
                                   "--no-webui"};
    std::vector<char*> argv;
    for (std::string& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    const std::string backend = inference::llamacpp::cpu_backend_beside(server_path);
    if (!backend.empty()) ::setenv("GGML_BACKEND_PATH", backend.c_str(), 0);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int fd : {0, 1, 2}) {
        posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
    }
    if (posix_spawn(&pid_, server_path.c_str(), &actions, nullptr, argv.data(), environ) != 0) {
        pid_ = -1;
    }
    posix_spawn_file_actions_destroy(&actions);
    ready_ = pid_ > 0 && wait_until_ready();
}

BareServer::~BareServer() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

bool BareServer::wait_until_ready() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < deadline) {
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) == pid_) {
            pid_ = -1;
            return false;
        }
        std::string answer;
        if (perform(socket_, "/health", nullptr, answer) == 200) return true;
        // The socket can only be asked again and again: nothing announces it to a stranger.
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

nlohmann::json BareServer::post(const std::string& path, const nlohmann::json& body) const {
    const std::string text = body.dump();
    std::string answer;
    if (perform(socket_, path, &text, answer) != 200) return nullptr;
    return nlohmann::json::parse(answer, nullptr, false);
}

std::vector<int> BareServer::greedy(const nlohmann::json& prompt, int tokens) const {
    const auto answer = post("/completion", {{"prompt", prompt},
                                             {"n_predict", tokens},
                                             {"temperature", 0},
                                             {"return_tokens", true},
                                             {"stream", false}});
    if (!answer.is_object() || !answer.contains("tokens")) return {};
    return answer["tokens"].get<std::vector<int>>();
}

}  // namespace support
