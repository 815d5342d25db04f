// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/results.h>

#include <mutex>
#include <optional>

namespace inference::backend {

/// What the call that ended last left behind. Outlives the model for the streams that report to it.
/// Thread-safe.
class LastCall {
public:
    void record(const GenerateMetrics& metrics, const std::optional<Error>& error) {
        const std::scoped_lock lock(mutex_);
        metrics_ = metrics;
        error_ = error;
    }
    GenerateMetrics metrics() const {
        const std::scoped_lock lock(mutex_);
        return metrics_;
    }
    std::optional<Error> error() const {
        const std::scoped_lock lock(mutex_);
        return error_;
    }

private:
    mutable std::mutex mutex_;
    GenerateMetrics metrics_;
    std::optional<Error> error_;
};

}  // namespace inference::backend
