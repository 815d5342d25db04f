// SPDX-License-Identifier: EUPL-1.2
#include "support/fake/faults.h"

#include "support/fake/completion.h"

#include <array>
#include <string>

namespace fake {
namespace {

// Silence; with ping_ms, but for comments, which say no more than that the socket is open.
bool wedge(Server& server, Connection& client, int) {
    const int every = server.scenario.ping_ms;
    if (every == 0) {
        client.wait_for_close();
        return false;
    }
    while (client.pause(every)) {
        if (!client.send_chunk(":\n\n")) return false;
    }
    return false;
}

bool half_line(Server& server, Connection& client, int position) {
    const std::string event = token_event(position, 0);
    client.send_chunk(event.substr(0, event.size() / 2));
    return wedge(server, client, position);
}

bool long_line(Server& server, Connection& client, int) {
    if (!client.send_chunk("data: {\"index\":0,\"content\":\"")) return false;
    const std::string piece(64 * 1024, 'x');
    for (long long left = server.scenario.long_line; left > 0;
         left -= static_cast<long long>(piece.size())) {
        if (!client.send_chunk(piece)) return false;
    }
    return client.send_chunk("\",\"tokens\":[1],\"stop\":false}\n\n");
}

bool bad_json(Server&, Connection& client, int) {
    return client.send_chunk("data: {\"index\":0,\"content\":,\"tokens\":[7}\n\n");
}

bool nan(Server&, Connection& client, int) {
    return client.send_chunk(
        "data: {\"index\":0,\"content\":\"x\",\"tokens\":[NaN],\"stop\":false,"
        "\"completion_probabilities\":[{\"id\":7,\"logprob\":NaN,\"top_logprobs\":"
        "[{\"id\":7,\"logprob\":-Infinity}]}]}\n\n");
}

bool other_shape(Server&, Connection& client, int) {
    return client.send_chunk(
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"choices\":"
        "[{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":null}]}\n\n");
}

bool wrong_types(Server&, Connection& client, int) {
    return client.send_chunk(
        "data: {\"index\":\"zero\",\"content\":7,\"tokens\":\"1\",\"stop\":\"no\"}\n\n");
}

bool bad_utf8(Server&, Connection& client, int) {
    return client.send_chunk(
        "data: {\"index\":0,\"content\":\"\xc3\x28\xff\",\"tokens\":[7],\"stop\":false}\n\n");
}

constexpr std::string_view kError =
    R"({"error":{"code":500,"message":"the fake failed as told","type":"server_error"}})";

bool error_data(Server&, Connection& client, int) {
    client.send_chunk("data: " + std::string(kError) + "\n\n");
    client.send_chunk("");
    return false;
}

bool error_line(Server&, Connection& client, int) {
    client.send_chunk("error: " + std::string(kError.substr(9, kError.size() - 10)) + "\n\n");
    client.send_chunk("");
    return false;
}

bool cut(Server&, Connection&, int) {
    return false;
}

bool end_early(Server&, Connection& client, int) {
    client.send_chunk("");
    return false;
}

bool reset_mid_character(Server&, Connection& client, int) {
    const std::string event =
        "data: {\"index\":0,\"content\":\"\xe2\x82";  // two bytes of a euro sign
    client.send_chunk(event);
    client.reset();
    return false;
}

bool chunk_short(Server& server, Connection& client, int position) {
    client.send("5\r\n" + token_event(position, 0) + "\r\n");
    return wedge(server, client, position);
}

bool chunk_long(Server&, Connection& client, int position) {
    client.send("fff\r\n" + token_event(position, 0) + "\r\n0\r\n\r\n");
    return false;
}

bool chunk_huge(Server& server, Connection& client, int position) {
    client.send("ffffffffffffffffff\r\n" + token_event(position, 0) + "\r\n");
    return wedge(server, client, position);
}

bool chunk_garbage(Server& server, Connection& client, int position) {
    client.send("zz\r\n" + token_event(position, 0) + "\r\n");
    return wedge(server, client, position);
}

bool pings(Server&, Connection& client, int) {
    return client.send_chunk(":\n\n: ping\n\n:\n\n");
}

bool repeat_token(Server&, Connection& client, int position) {
    return position == 0 || client.send_chunk(token_event(position - 1, 0));
}

bool too_many_tokens(Server&, Connection& client, int position) {
    while (client.send_chunk(token_event(position++, 0))) {
    }
    return false;
}

constexpr std::array kFaults{
    Fault{"wedge", wedge},
    Fault{"half_line", half_line},
    Fault{"long_line", long_line},
    Fault{"bad_json", bad_json},
    Fault{"nan", nan},
    Fault{"other_shape", other_shape},
    Fault{"wrong_types", wrong_types},
    Fault{"bad_utf8", bad_utf8},
    Fault{"error_data", error_data},
    Fault{"error_line", error_line},
    Fault{"cut", cut},
    Fault{"end_early", end_early},
    Fault{"reset_mid_character", reset_mid_character},
    Fault{"chunk_short", chunk_short},
    Fault{"chunk_long", chunk_long},
    Fault{"chunk_huge", chunk_huge},
    Fault{"chunk_garbage", chunk_garbage},
    Fault{"pings", pings},
    Fault{"repeat_token", repeat_token},
    Fault{"too_many_tokens", too_many_tokens},
    // These take the place of the whole answer: see serve.cpp.
    Fault{"redirect", cut},
    Fault{"no_answer", wedge},
    Fault{"garbage", cut},
    Fault{"close", cut},
};

}  // namespace

const Fault* find_fault(std::string_view name) {
    for (const Fault& fault : kFaults) {
        if (fault.name == name) return &fault;
    }
    return nullptr;
}

}  // namespace fake
