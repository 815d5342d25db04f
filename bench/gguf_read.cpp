// SPDX-License-Identifier: EUPL-1.2
// How fast a header is read, as ratios to a bare walk over the same bytes in the same run.
//
//   gguf_read_bench [FILES]    FILES models are listed (200)
#include "bare_walk.h"
#include "gguf_bench_file.h"
#include "support/temporary_folder.h"

#include <inference/discovery.h>
#include <inference/fit.h>
#include <inference/gguf.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using inference::GgufDepth;

double milliseconds(const std::function<void()>& work) {
    const auto begin = Clock::now();
    work();
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

struct Contender {
    const char* name;
    std::function<void()> work;
    std::vector<double> times;

    double median() const {
        std::vector<double> sorted = times;
        std::sort(sorted.begin(), sorted.end());
        return sorted[sorted.size() / 2];
    }
    double best() const { return *std::min_element(times.begin(), times.end()); }
};

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "gguf_read_bench: %s\n", what);
    std::exit(1);
}

void read(const std::string& path, GgufDepth depth) {
    require(inference::read_gguf(path, depth).has_value(), "the file can't be read");
}

void compare_readers(const std::string& early, const std::string& late) {
    std::vector<Contender> all{
        {"bare mmap walk", [&] { bench::bare_walk(early); }, {}},
        {"full read", [&] { read(early, GgufDepth::full); }, {}},
        {"discovery read, keys first", [&] { read(early, GgufDepth::metadata); }, {}},
        {"discovery read, keys last", [&] { read(late, GgufDepth::metadata); }, {}},
        {"full read and a plan",
         [&] {
             inference::FitRequest request;
             request.vram_bytes = 16ULL << 30;
             require(inference::plan_fit(early, request).has_value(), "no plan");
         },
         {}},
    };
    constexpr int kRounds = 41;
    // Interleaved, so that a busy moment of the machine hits all alike.
    for (int round = 0; round < kRounds; ++round)
        for (Contender& contender : all)
            contender.times.push_back(milliseconds(contender.work));
    std::printf("%-30s %10s %10s %12s %12s\n", "", "median ms", "best ms", "median ratio",
                "best ratio");
    for (const Contender& contender : all)
        std::printf("%-30s %10.3f %10.3f %12.2f %12.2f\n", contender.name, contender.median(),
                    contender.best(), contender.median() / all[0].median(),
                    contender.best() / all[0].best());
}

void compare_listings(const test_support::TemporaryFolder& folder, const std::string& model,
                      int files) {
    namespace fs = std::filesystem;
    const fs::path many = folder.path() / "many";
    fs::create_directory(many);
    const std::uint64_t header = bench::bare_walk(model);
    for (int i = 0; i < files; ++i) {
        // The header is copied, the data stays a hole.
        const std::string name = (many / ("model-" + std::to_string(1000 + i) + ".gguf")).string();
        std::FILE* const in = std::fopen(model.c_str(), "rb");
        std::FILE* const out = std::fopen(name.c_str(), "wb");
        require(in != nullptr && out != nullptr, "the copies can't be written");
        std::vector<char> bytes(header);
        require(std::fread(bytes.data(), 1, bytes.size(), in) == bytes.size() &&
                    std::fwrite(bytes.data(), 1, bytes.size(), out) == bytes.size(),
                "the copies can't be written");
        std::fclose(in);
        std::fclose(out);
        fs::resize_file(name, fs::file_size(model));
    }
    const auto list = [&](const std::string& cache) {
        inference::DiscoveryOptions options;
        options.cache_file = cache;
        const auto found = inference::discover_models(many.string(), options);
        require(found && found->models.size() == static_cast<std::size_t>(files),
                "not every model was listed");
    };
    const std::string cache = folder.file("cache");
    Contender plain{"listed, page cache warm", [&] { list({}); }, {}};
    Contender cached{"listed again, from the cache", [&] { list(cache); }, {}};
    list(cache);
    for (int round = 0; round < 11; ++round) {
        plain.times.push_back(milliseconds(plain.work));
        cached.times.push_back(milliseconds(cached.work));
    }
    for (const Contender* contender : {&plain, &cached})
        std::printf("%d models %-28s median %8.2f ms, best %8.2f ms\n", files, contender->name,
                    contender->median(), contender->best());
}

}  // namespace

int main(int argc, char** argv) {
    const int files = argc > 1 ? std::atoi(argv[1]) : 200;
    const test_support::TemporaryFolder folder;
    const std::string early = folder.file("early.gguf");
    const std::string late = folder.file("late.gguf");
    bench::write_bench_model(early, bench::KeyOrder::known_early);
    bench::write_bench_model(late, bench::KeyOrder::known_late);
    const auto model = inference::read_gguf(early, GgufDepth::full);
    require(model.has_value(), "the made-up file can't be read");
    std::printf("a header of %.2f MB, %llu tensors, a file of %.2f GB\n\n",
                static_cast<double>(bench::bare_walk(early)) / 1e6,
                static_cast<unsigned long long>(model->tensor_count),
                static_cast<double>(model->info.file_bytes) / 1e9);
    compare_readers(early, late);
    std::printf("\n");
    if (files > 0) compare_listings(folder, early, files);
    return 0;
}
