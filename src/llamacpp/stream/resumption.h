// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/server/server.h"

#include <inference/error.h>
#include <inference/options.h>
#include <inference/token.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace inference::llamacpp {

/// What a stream has generated so far, so that it can go on at another server. Not thread-safe.
class Resumption {
public:
    explicit Resumption(Prompt prompt) : prompt_(std::move(prompt)) {}

    const Prompt& prompt() const noexcept { return prompt_; }
    const std::vector<TokenId>& generated() const noexcept { return generated_; }
    void add(TokenId id) { generated_.push_back(id); }
    /// The server did not tell the id of every token: the ids can't stand for the text.
    void ids_are_missing() noexcept { complete_ = false; }

    /// How a cut stream goes on.
    enum class Way {
        anew,   ///< nothing was generated: the same request again
        ids,    ///< the prompt's ids and the generated ones as the new prompt
        again,  ///< the same request again, skipping what it gave before
        none,   ///< it can't: what it drew can't be drawn again
    };
    Way way(const GenerateOptions& options) const;

    /// The request that goes on. With Way::ids this first feeds the server, in small steps, all but
    /// the last ids: one long prefill is computed by other kernels than decoding was, and greedy
    /// text would change.
    Result<std::string> body(const std::shared_ptr<Server>& server, const GenerateOptions& options,
                             Way way) const;

private:
    Result<std::vector<TokenId>> prompt_ids(const Server& server,
                                            const GenerateOptions& limits) const;

    const Prompt prompt_;
    std::vector<TokenId> generated_;
    bool complete_ = true;
};

}  // namespace inference::llamacpp
