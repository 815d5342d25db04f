// SPDX-License-Identifier: EUPL-1.2
#include "support/fake/serve.h"

#include "support/fake/completion.h"

#include <nlohmann/json.hpp>

#include <array>
#include <fstream>
#include <mutex>
#include <sstream>

namespace fake {
namespace {

using json = nlohmann::ordered_json;

std::string phrase(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 302:
            return "Found";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 404:
            return "Not Found";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        default:
            return "Whatever";
    }
}

bool health(Server&, Connection& client, const Request&, bool) {
    return send_json(client, 200, R"({"status":"ok"})");
}

bool props(Server& server, Connection& client, const Request&, bool) {
    const Scenario& scenario = server.scenario;
    json answer = {
        {"default_generation_settings",
         {{"n_ctx", scenario.n_ctx > 0 ? scenario.n_ctx : server.n_ctx}}},
        {"total_slots", scenario.slots > 0 ? scenario.slots : server.slots},
        {"model_path", server.model},
        {"modalities", {{"vision", false}, {"audio", false}}},
        {"bos_token", "<s>"},
        {"eos_token", "</s>"},
        {"build_info", "b11669-fake"},
        {"is_sleeping", false},
    };
    if (!scenario.no_template) {
        answer["chat_template"] =
            "{% for message in messages %}<{{ message.role }}> {{ message.content }}\n{% endfor %}"
            "<assistant>";
    }
    return send_json(client, 200, answer.dump());
}

bool slots(Server& server, Connection& client, const Request&, bool) {
    json answer = json::array();
    for (int id = 0; id < server.slots; ++id)
        answer.push_back({{"id", id}, {"n_ctx", server.n_ctx}, {"is_processing", false}});
    return send_json(client, 200, answer.dump());
}

// One token a word, its id the word's number.
bool tokenize(Server&, Connection& client, const Request& request, bool) {
    const json body = json::parse(request.body, nullptr, false);
    std::istringstream words(body.is_object() ? body.value("content", "") : "");
    json tokens = json::array();
    for (std::string word; words >> word;)
        tokens.push_back(static_cast<int>(tokens.size()) + 1);
    return send_json(client, 200, json{{"tokens", tokens}}.dump());
}

bool apply_template(Server& server, Connection& client, const Request& request, bool) {
    if (server.scenario.no_template)
        return send_error(client, 500, "server_error", "this model has no chat template");
    const json body = json::parse(request.body, nullptr, false);
    std::string prompt;
    if (body.is_object()) {
        for (const json& message : body.value("messages", json::array()))
            prompt += "<" + message.value("role", "") + "> " + message.value("content", "") + "\n";
    }
    return send_json(client, 200, json{{"prompt", prompt + "<assistant>"}}.dump());
}

struct Route {
    std::string_view method;
    std::string_view path;
    bool (*answer)(Server&, Connection&, const Request&, bool faulty);
};

constexpr std::array kRoutes{
    Route{"GET", "/health", health},      Route{"GET", "/props", props},
    Route{"GET", "/slots", slots},        Route{"POST", "/completion", complete},
    Route{"POST", "/tokenize", tokenize}, Route{"POST", "/apply-template", apply_template},
};

bool answer_normally(Server& server, Connection& client, const Request& request, bool faulty) {
    for (const Route& route : kRoutes) {
        if (route.path == request.path && route.method == request.method)
            return route.answer(server, client, request, faulty);
    }
    return send_error(client, 404, "not_found_error", "File Not Found");
}

// The scenario's faults are for the path in `on`, and for the first `requests` of them.
bool take_fault(Server& server, const Request& request) {
    if (server.scenario.on != request.path && server.scenario.on != "all") return false;
    if (server.scenario.requests < 0) return true;
    return server.faults_left.fetch_sub(1) > 0;
}

// Nothing here if the fault is one within a stream.
bool answer_wrongly(Server& server, Connection& client, const Request& request) {
    const Scenario& scenario = server.scenario;
    client.manner = {scenario.header_byte_ms, scenario.content_type};
    if (scenario.status != 0)
        return send_error(client, scenario.status, "server_error", "the fake failed as told");
    if (scenario.fault == "redirect") {
        return send_head(client, 302, "text/plain",
                         "Location: " + request.path + "\r\nContent-Length: 0");
    }
    if (scenario.fault == "no_answer") {
        client.wait_for_close();
        return false;
    }
    if (scenario.fault == "garbage") {
        client.send(std::string("\x16\x03\x01\0\xff garbage\n\n\n", 16));
        return false;
    }
    if (scenario.fault == "close") return false;
    return answer_normally(server, client, request, !scenario.fault.empty());
}

bool answer(Server& server, Connection& client, const Request& request) {
    if (server.is_loading()) return send_error(client, 503, "unavailable_error", "Loading model");
    const auto key = request.headers.find("authorization");
    if (!server.api_key.empty() && request.path != "/health" &&
        (key == request.headers.end() || key->second != "Bearer " + server.api_key))
        return send_error(client, 401, "authentication_error", "Invalid API Key");
    if (take_fault(server, request)) return answer_wrongly(server, client, request);
    return answer_normally(server, client, request, false);
}

void record(const Server& server, const Request& request) {
    if (server.scenario.record.empty()) return;
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    const json line = {{"method", request.method}, {"path", request.path}, {"body", request.body}};
    std::ofstream(server.scenario.record, std::ios::app)
        << line.dump(-1, ' ', false, json::error_handler_t::replace) << "\n";
}

}  // namespace

bool send_head(Connection& client, int status, const std::string& type,
               const std::string& framing) {
    const Manner& manner = client.manner;
    const std::string head = "HTTP/1.1 " + std::to_string(status) + " " + phrase(status) +
                             "\r\nServer: llama.cpp\r\nContent-Type: " +
                             (manner.content_type.empty() ? type : manner.content_type) + "\r\n" +
                             framing + "\r\nKeep-Alive: timeout=5, max=100\r\n\r\n";
    return client.send_slowly(head, manner.header_byte_ms);
}

bool send_json(Connection& client, int status, const std::string& body) {
    return send_head(client, status, "application/json; charset=utf-8",
                     "Content-Length: " + std::to_string(body.size())) &&
           client.send(body);
}

bool send_error(Connection& client, int status, const std::string& type,
                const std::string& message) {
    const json body = {{"error", {{"code", status}, {"message", message}, {"type", type}}}};
    return send_json(client, status, body.dump());
}

void serve(Server& server, Connection& client) {
    for (Request request; client.read(request);) {
        record(server, request);
        client.manner = {};
        try {
            if (!answer(server, client, request)) return;
        } catch (const json::exception& error) {
            if (!send_error(client, 400, "invalid_request_error", error.what())) return;
        }
    }
}

}  // namespace fake
