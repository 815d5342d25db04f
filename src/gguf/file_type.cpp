// SPDX-License-Identifier: EUPL-1.2
#include "gguf/file_type.h"

#include <array>

namespace inference::gguf {

namespace {

// llama.cpp's list of file types, by number; an empty name is a number that it no longer uses.
constexpr std::array<FileType, 42> kFileTypes{{
    {"F32", 0},     {"F16", 1},     {"Q4_0", 2},    {"Q4_1", 3},     {"", 0},
    {"", 0},        {"", 0},        {"Q8_0", 8},    {"Q5_0", 6},     {"Q5_1", 7},
    {"Q2_K", 10},   {"Q3_K_S", 11}, {"Q3_K_M", 11}, {"Q3_K_L", 11},  {"Q4_K_S", 12},
    {"Q4_K_M", 12}, {"Q5_K_S", 13}, {"Q5_K_M", 13}, {"Q6_K", 14},    {"IQ2_XXS", 16},
    {"IQ2_XS", 17}, {"Q2_K_S", 10}, {"IQ3_XS", 21}, {"IQ3_XXS", 18}, {"IQ1_S", 19},
    {"IQ4_NL", 20}, {"IQ3_S", 21},  {"IQ3_M", 21},  {"IQ2_S", 17},   {"IQ2_M", 22},
    {"IQ4_XS", 23}, {"IQ1_M", 29},  {"BF16", 30},   {"", 0},         {"", 0},
    {"", 0},        {"TQ1_0", 34},  {"TQ2_0", 35},  {"MXFP4", 39},   {"NVFP4", 40},
    {"Q1_0", 41},   {"Q2_0", 42},
}};
// This bit is set where the program that made the file guessed the type from its tensors.
constexpr std::uint64_t kGuessed = 1024;

}  // namespace

FileType file_type(std::uint64_t number) noexcept {
    number &= ~kGuessed;
    return number < kFileTypes.size() ? kFileTypes[number] : FileType{};
}

}  // namespace inference::gguf
