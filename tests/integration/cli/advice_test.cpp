// SPDX-License-Identifier: EUPL-1.2
// What `rocinfer fit` advises can be typed as it is printed, and then takes less memory.
#include "command_fixture.h"
#include "integration/generate/test_models.h"

#include <fmt/format.h>

#include <map>
#include <set>

namespace rocinfer_test {
namespace {

class advice : public CommandTest {
protected:
    using Options = std::map<std::string, std::string>;

    nlohmann::json fit(const std::string& model, const Options& options) const {
        Arguments arguments{"fit", model, "--json", "--margin", "0"};
        for (const auto& [name, value] : options)
            arguments.insert(arguments.end(), {name, value});
        const Ran ran = run_plain(arguments);
        const auto plan = nlohmann::json::parse(ran.out, nullptr, /*allow_exceptions=*/false);
        EXPECT_FALSE(plan.is_discarded()) << model << ": " << ran.err << ran.out;
        return plan;
    }

    /// Which options were advised for a model that gets a part of the memory it would need.
    std::set<std::string> advised(const std::string& model, double part) const {
        Options options{{"--slots", "4"}};
        const auto need = fit(model, options).value("total_bytes", 0.0);
        options["--vram"] = fmt::format("{}KiB", static_cast<std::uint64_t>(need * part / 1024));
        const auto plan = fit(model, options);
        std::set<std::string> names;
        for (const auto& item : plan.value("advice", nlohmann::json::array())) {
            const std::string option = item.value("option", "");
            if (option.empty()) continue;  // another file is needed
            names.insert(option);
            Options changed = options;
            changed[option] = item["value"];
            const auto again = fit(model, changed);
            EXPECT_EQ(again.value("total_bytes", 0LL) + item.value("saving_bytes", 0LL),
                      plan.value("total_bytes", -1LL))
                << model << ": " << item.dump();
            const std::string text = item["text"];
            if (text.ends_with(": enough by itself")) {
                EXPECT_TRUE(again.value("fits", false)) << model << ": " << item.dump();
            }
        }
        return names;
    }
};

TEST_F(advice, can_be_typed_as_printed_and_saves_what_it_says) {
    const auto names = advised(support::bundled_model(), 0.7);
    EXPECT_EQ(names,
              (std::set<std::string>{"--kv-type", "--slots", "--ctx", "--ubatch", "--gpu-layers"}));
}

TEST_F(advice, holds_for_a_spread_of_architectures) {
    REQUIRE_MODELS();
    std::size_t given = 0;
    for (const std::string& model : support::chosen_test_models(25))
        given += advised(model, 0.8).size();
    EXPECT_GT(given, 0U);
}

TEST_F(advice, is_printed_with_the_option_that_does_it) {
    const Ran ran =
        run_plain({"fit", support::bundled_model(), "--vram", "10MiB", "--margin", "0"});
    EXPECT_NE(ran.out.find("(--kv-type q8_0)"), std::string::npos) << ran.out;
}

class cache_options : public CommandTest {};

TEST_F(cache_options, are_taken_by_a_load_and_by_every_command_that_plans) {
    const Arguments options{"--kv-type", "q8_0", "--flash-attention", "on",
                            "--batch",   "128",  "--ubatch",          "64"};
    for (Arguments command : {Arguments{"run", "-p", "The capital of France is", "-n", "3"},
                              Arguments{"tokenize", "--count", "-p", "a"}}) {
        command.insert(command.end(), options.begin(), options.end());
        const Ran ran = run(command);
        EXPECT_EQ(ran.code, 0) << command.front() << ": " << ran.err;
    }
    for (Arguments command :
         {Arguments{"fit", support::bundled_model(), "--vram", "16GiB"},
          Arguments{"models", ROCINFER_SOURCE_DIR "/models", "--vram", "16GiB", "--no-cache"},
          Arguments{"inspect", support::bundled_model()}}) {
        command.insert(command.end(), options.begin(), options.end());
        const Ran ran = run_plain(command);
        EXPECT_EQ(ran.code, 0) << command.front() << ": " << ran.err;
    }
}

TEST_F(cache_options, a_quantised_cache_without_flash_attention_is_refused_before_the_launch) {
    for (const Arguments& rest :
         {Arguments{"--kv-type", "q8_0", "--flash-attention", "off"},
          Arguments{"--kv-type", "q8_0", "--engine-argument=-fa", "--engine-argument=off"},
          Arguments{"--engine-argument=--cache_type_v=q4_0", "--flash-attention", "off"}}) {
        Arguments command{"run", "-p", "x"};
        command.insert(command.end(), rest.begin(), rest.end());
        const Ran ran = run(command);
        EXPECT_EQ(ran.code, 2);
        EXPECT_NE(ran.err.find("needs flash attention"), std::string::npos) << ran.err;
        EXPECT_NE(ran.err.find("--flash-attention"), std::string::npos) << ran.err;
    }
}

TEST_F(cache_options, the_planner_obeys_the_environments_sysroot) {
    set("ROCINFER_SYSROOT", ROCINFER_SOURCE_DIR "/tests/data/sysfs/rx7800xt-raphael-igpu");
    const Ran ran = run_plain({"fit", support::bundled_model()});
    EXPECT_EQ(ran.err.find("no AMD GPU"), std::string::npos) << ran.err;
    EXPECT_NE(ran.out.find("GiB"), std::string::npos) << ran.out;
    const Ran models = run_plain({"models", ROCINFER_SOURCE_DIR "/models", "--no-cache"});
    EXPECT_NE(models.out.find("FITS"), std::string::npos) << models.out << models.err;
}

}  // namespace
}  // namespace rocinfer_test
