// SPDX-License-Identifier: EUPL-1.2
#include "base/split_file_name.h"
#include "gguf/header.h"
#include "gguf/model_info.h"

#include <fmt/format.h>

#include <iterator>
#include <sys/stat.h>

namespace inference {

namespace {

std::unexpected<Error> naming(const std::string& path, Error error) {
    error.message = fmt::format("gguf: {} {}", path, error.message);
    return std::unexpected(std::move(error));
}

// The system would cut the path there and open another file.
Result<void> check_path(const std::string& path) {
    if (path.find('\0') == std::string::npos) return {};
    return fail(ErrorCode::invalid_argument,
                fmt::format("gguf: the path {} goes on after a NUL byte, so it names no file",
                            path.c_str()));
}

Result<gguf::Header> read_file(const std::string& path, GgufDepth depth) {
    auto source = gguf::FileSource::open(path);
    if (!source) return naming(path, std::move(source.error()));
    auto header = gguf::read_header(*source, depth);
    if (!header) return naming(path, std::move(header.error()));
    return header;
}

std::vector<std::string> parts_of(const std::string& path) {
    const auto split = base::split_file_name(path);
    return split ? split->paths() : std::vector<std::string>{path};
}

/// The size of all parts together; an error that names the missing one.
Result<std::uint64_t> total_bytes(const std::vector<std::string>& parts) {
    std::uint64_t sum = 0;
    for (const std::string& part : parts) {
        struct stat status{};
        if (::stat(part.c_str(), &status) != 0)
            return fail(ErrorCode::not_found,
                        fmt::format("gguf: {} is missing, one of the {} parts of this model: "
                                    "download it too",
                                    part, parts.size()));
        sum += static_cast<std::uint64_t>(status.st_size);
    }
    return sum;
}

void append_tensors(GgufModel& model, std::vector<GgufTensor> tensors, std::uint32_t part) {
    for (GgufTensor& tensor : tensors)
        tensor.part = part;
    model.tensors.insert(model.tensors.end(), std::make_move_iterator(tensors.begin()),
                         std::make_move_iterator(tensors.end()));
}

/// Checks that the number of parts in the file's metadata is the one in its name.
Result<void> check_split_count(const GgufModel& model) {
    const auto count = model.unsigned_value("split.count");
    if (!count || *count <= 1 || *count == model.parts.size()) return {};
    return fail(ErrorCode::bad_model,
                fmt::format("gguf: {} is one of {} parts, but its name does not say so: give the "
                            "parts the names that they were downloaded with",
                            model.parts.front(), *count));
}

}  // namespace

Result<GgufModel> read_gguf(const std::string& path, GgufDepth depth) {
    if (auto ok = check_path(path); !ok) return std::unexpected(ok.error());
    GgufModel model;
    model.parts = parts_of(path);
    auto bytes = std::uint64_t{0};
    if (model.parts.size() > 1) {
        const auto sum = total_bytes(model.parts);
        if (!sum) return std::unexpected(sum.error());
        bytes = *sum;
    }
    auto header = read_file(model.parts.front(), depth);
    if (!header) return std::unexpected(std::move(header.error()));
    model.version = header->version;
    model.tensor_count = header->tensor_count;
    model.keys = std::move(header->keys);
    model.data_offset = header->data_offset;
    model.complete = header->complete;
    if (auto checked = check_split_count(model); !checked) return std::unexpected(checked.error());

    const bool split = model.parts.size() > 1;
    if (!split || depth == GgufDepth::full) append_tensors(model, std::move(header->tensors), 0);
    if (split && depth == GgufDepth::full) {
        for (std::uint32_t part = 1; part < model.parts.size(); ++part) {
            auto more = read_file(model.parts[part], depth);
            if (!more) return std::unexpected(std::move(more.error()));
            model.tensor_count += more->tensor_count;
            append_tensors(model, std::move(more->tensors), part);
        }
    } else if (split) {
        model.tensor_count =
            model.unsigned_value("split.tensors.count").value_or(model.tensor_count);
    }
    model.info.path = model.parts.front();
    model.info.file_bytes = split ? bytes : header->file_bytes;
    gguf::fill_model_info(model);
    if (depth == GgufDepth::metadata) model.tensors.clear();
    const bool is_known_by_its_tensors = model.info.kind != ModelKind::other;
    if (model.info.architecture.empty() && !is_known_by_its_tensors)
        return fail(ErrorCode::bad_model,
                    fmt::format("gguf: {} has no general.architecture: it is no model",
                                model.parts.front()));
    return model;
}

}  // namespace inference
