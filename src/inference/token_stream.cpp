// SPDX-License-Identifier: EUPL-1.2
#include <inference/token_stream.h>

namespace inference {
namespace {

class FailedSource final : public TokenSource {
public:
    explicit FailedSource(Error error) : error_(std::move(error)) {}
    std::optional<Token> next() override { return std::nullopt; }
    std::optional<Error> error() const override { return error_; }
    StopReason stop_reason() const override { return StopReason::none; }
    GenerateMetrics metrics() const override { return {}; }
    void cancel() noexcept override {}

private:
    Error error_;
};

}  // namespace

TokenStream::TokenStream(Error error) : source_(std::make_unique<FailedSource>(std::move(error))) {}

Result<std::string> TokenStream::text() {
    std::string joined;
    while (auto token = next())
        joined += token->text;
    if (auto failure = error()) return std::unexpected(*std::move(failure));
    return joined;
}

}  // namespace inference
