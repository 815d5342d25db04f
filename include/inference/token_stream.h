// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/results.h>
#include <inference/token.h>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

namespace inference {

/// What a backend implements to feed a TokenStream. One thread at a time.
class TokenSource {
public:
    virtual ~TokenSource() = default;
    /// The next token; empty when the generation is over or failed. Blocks.
    virtual std::optional<Token> next() = 0;
    /// Why it failed; empty while it runs and after a good end.
    virtual std::optional<Error> error() const = 0;
    virtual StopReason stop_reason() const = 0;
    virtual GenerateMetrics metrics() const = 0;
    /// Ends the request. May be called from any thread, at any time, more than once.
    virtual void cancel() noexcept = 0;
};

/// The tokens of one generation, pulled as they come. Move-only.
///
///     for (const Token& token : stream) std::cout << token.text;
///     if (auto error = stream.error()) …
///
/// Destroying it cancels the request. It may outlive its model: what is left of it then ends with
/// the error `closed`. Use it from one thread at a time; cancel() may be called from any thread. A
/// moved-from or default-constructed stream is empty: no token, no error.
class TokenStream {
public:
    TokenStream() = default;
    explicit TokenStream(std::unique_ptr<TokenSource> source) : source_(std::move(source)) {}
    /// A stream that yields nothing and carries this error.
    explicit TokenStream(Error error);
    TokenStream(TokenStream&&) noexcept = default;
    TokenStream& operator=(TokenStream&&) noexcept = default;
    TokenStream(const TokenStream&) = delete;
    TokenStream& operator=(const TokenStream&) = delete;
    ~TokenStream() = default;

    /// The next token; empty at the end, and ever after. Blocks until one is there.
    std::optional<Token> next() { return source_ ? source_->next() : std::nullopt; }

    /// Why it failed; empty while it runs and after a good end. Tokens yielded before stay valid.
    std::optional<Error> error() const { return source_ ? source_->error() : std::nullopt; }
    /// Why it ended; StopReason::none while it runs and where it failed.
    StopReason stop_reason() const { return source_ ? source_->stop_reason() : StopReason::none; }
    /// Complete after the end; before it, what is known so far.
    GenerateMetrics metrics() const { return source_ ? source_->metrics() : GenerateMetrics{}; }
    /// Ends the request: next() then returns empty and error() says `cancelled`. From any thread.
    void cancel() noexcept {
        if (source_) source_->cancel();
    }

    /// Reads to the end and joins the texts; the error where it failed.
    Result<std::string> text();

    /// An input iterator: one pass, ends when next() does.
    class iterator {
    public:
        using value_type = Token;
        using difference_type = std::ptrdiff_t;
        using iterator_concept = std::input_iterator_tag;

        iterator() = default;
        explicit iterator(TokenStream* stream) : stream_(stream), token_(stream->next()) {}
        const Token& operator*() const { return *token_; }
        const Token* operator->() const { return &*token_; }
        iterator& operator++() {
            token_ = stream_->next();
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const { return !token_; }

    private:
        TokenStream* stream_ = nullptr;
        std::optional<Token> token_;
    };
    iterator begin() { return iterator(this); }
    std::default_sentinel_t end() const noexcept { return {}; }

private:
    std::unique_ptr<TokenSource> source_;
};

}  // namespace inference
