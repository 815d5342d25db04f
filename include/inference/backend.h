// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/options.h>
#include <inference/text_model.h>

#include <memory>
#include <string>
#include <string_view>

namespace inference {

/// A way to run models: a kind of hardware with its engine. Thread-safe.
class Backend {
public:
    virtual ~Backend() = default;
    /// Lower case with underscores, e.g. "rocm"; never changes.
    virtual std::string_view name() const = 0;
    /// Whether a model could be loaded now; else the reason why not and the remedy.
    virtual Result<void> available() const = 0;
    /// The same for a load with these options, whose engine or device may be another than the
    /// usual.
    virtual Result<void> available_for(const LoadOptions& /*options*/) const { return available(); }
    /// Loads a model file and waits until it can answer. `path` is the bytes of a file name.
    virtual Result<std::unique_ptr<TextModel>> load_model(const std::string& path,
                                                          LoadOptions options = {}) = 0;
};

}  // namespace inference
