// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/rules/gguf_rules.h"

namespace inference::llamacpp {
namespace {

using enum FailureRule::Proof;

constexpr std::string_view kDownload = "download the model again and compare its checksum";
constexpr std::string_view kNewer = "use a newer llama-server";
constexpr std::string_view kConvert = "convert the model again with a tool as new as the server";

constexpr FailureRule damaged(std::string_view sign, std::string_view second,
                              std::string_view cause, std::string_view advice) {
    return {{sign, second}, error, FailureKind::model_damaged, ErrorCode::bad_model, cause, advice};
}

constexpr FailureRule unreachable(std::string_view sign, std::string_view second,
                                  std::string_view cause, std::string_view advice) {
    return {{sign, second},       error, FailureKind::model_unreachable,
            ErrorCode::bad_model, cause, advice};
}

// ggml's types go up one by one; those that ik_llama.cpp writes to files begin far above them.
constexpr long long kFirstOfIkLlama = 133;

bool is_of_ik_llama(std::string_view line) noexcept {
    return number_after(line, "invalid ggml type").value_or(0) >= kFirstOfIkLlama;
}

constexpr std::array kGgufRules = std::to_array<FailureRule>({
    unreachable("failed to load GGUF split", "", "a part of the split model is missing or damaged",
                "put all of its parts into the same folder"),
    unreachable("model must be loaded with the first split", "",
                "the file is not the first part of its model", "name the part 00001-of-…"),
    unreachable("invalid split file", "", "a part of the split model has another's name",
                "give the parts the names that they were downloaded with"),
    unreachable("invalid split count", "", "a part of the split model is missing",
                "put all of its parts into the same folder"),
    damaged("in GGUF split", "missing key", "a part of the split model is of another model",
            "put the parts of one model into a folder of their own"),
    unreachable("failed to open GGUF file", "Permission denied", "the model file may not be read",
                "give the user read permission for the file and its folders"),
    unreachable("failed to open GGUF file", "", "the model file can't be opened",
                "check its name and its permissions"),
    damaged("invalid magic characters", "", "the model file is not GGUF",
            "download it again, or convert it"),
    damaged("failed to read magic", "", "the model file is empty, or a folder",
            "download it again, or name the file in the folder"),
    {{"mismatch between the host and model endianness", ""},
     error,
     FailureKind::model_unsupported,
     ErrorCode::bad_model,
     "the model file is for machines of the other byte order",
     "take the little-endian file of the model"},
    {{"but this software only supports up to version", ""},
     error,
     FailureKind::model_unsupported,
     ErrorCode::unsupported,
     "the model file's GGUF version is newer than this llama-server",
     kNewer},
    {{"bad GGUF version", ""},
     error,
     FailureKind::model_unsupported,
     ErrorCode::unsupported,
     "this llama-server does not know the model file's GGUF version",
     "download the model again, or use a newer llama-server"},
    {{"GGUFv1 is no longer supported", ""},
     error,
     FailureKind::model_unsupported,
     ErrorCode::unsupported,
     "the model file's GGUF version is too old",
     kConvert},
    {{"has invalid ggml type", ""},
     error,
     FailureKind::model_foreign,
     ErrorCode::unsupported,
     "a tensor has a type that only ik_llama.cpp knows",
     "take another quantisation of the model; only ik_llama.cpp's own llama-server runs this file",
     is_of_ik_llama},
    {{"has invalid ggml type", ""},
     error,
     FailureKind::model_unsupported,
     ErrorCode::unsupported,
     "a tensor has a type that this llama-server does not know",
     "use a newer llama-server, or take another quantisation of the model (the type may be one "
     "that ggml removed, or another project's own)"},
    {{"key '", "has invalid GGUF type"},
     error,
     FailureKind::model_damaged,
     ErrorCode::bad_model,
     "the model file is damaged",
     kDownload},
    damaged("duplicate ", " for ", "the model file contradicts itself", kConvert),
    damaged("invalid model: tensor", "is duplicated", "the model file contradicts itself",
            kConvert),
    damaged("has offset", "expected", "the model file contradicts itself", kDownload),
    damaged("number of tensors is ", "but must be in", "the model file is damaged", kDownload),
    damaged("number of key value pairs is ", "but must be in", "the model file is damaged",
            kDownload),
    damaged("has invalid number of", "tensor '", "the model file is damaged", kDownload),
    damaged("is too long", "tensor name", "the model file has a name that ggml does not take",
            kConvert),
    damaged("may cause overflow errors", "", "the model file is damaged", kDownload),
    damaged("has a size in bytes >", "", "the model file is damaged", kDownload),
    damaged("not a multiple of block size", "", "a tensor does not suit its own type", kConvert),
    damaged("overflows after padding", "", "the model file is damaged", kDownload),
    damaged("size overflow, cannot accumulate", "", "the model file is damaged", kDownload),
    damaged("encountered length_error", "", "the model file is damaged", kDownload),
    damaged("tensors with invalid data", "", "the model's weights are damaged", kDownload),
    damaged("has invalid data", "tensor '", "the model's weights are damaged", kDownload),
    damaged("data is not within the file bounds", "", "the model file is cut short", kDownload),
    damaged("corrupted model:", "tensors expected", "a part of the split model is damaged",
            kDownload),
    damaged("read error:", "", "the model file could not be read to its end",
            "check the disk (journalctl -k), or download the model again"),
    damaged("unexpectedly reached end of file", "", "the model file is cut short", kDownload),
    {{"failed to read key-value pairs", ""},
     general,
     FailureKind::model_damaged,
     ErrorCode::bad_model,
     "the model file is cut short or damaged",
     kDownload},
    {{"failed to read tensor", ""},
     general,
     FailureKind::model_damaged,
     ErrorCode::bad_model,
     "the model file is cut short or damaged",
     kDownload},
});

}  // namespace

std::span<const FailureRule> gguf_rules() noexcept {
    return kGgufRules;
}

}  // namespace inference::llamacpp
