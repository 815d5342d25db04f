// SPDX-License-Identifier: EUPL-1.2
#include "gpu/choice/mask.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using inference::gpu::apply_mask;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

const std::vector<std::optional<std::string>> kGpus{"GPU-4ad1ed0ac407c708", std::nullopt,
                                                    "GPU-4ad1ffffffffffff", "GPU-000000000000beef"};

std::vector<int> visible(std::string_view value) {
    return apply_mask(value, kGpus).visible;
}

}  // namespace

TEST(rocr_mask, keeps_the_order_of_the_list) {
    EXPECT_THAT(visible("2,0"), ElementsAre(2, 0));
    EXPECT_THAT(visible(" 1 , 3 "), ElementsAre(1, 3));
    EXPECT_THAT(visible("0x1,02"), ElementsAre(1, 2));
    EXPECT_THAT(visible("0,"), ElementsAre(0));
}

TEST(rocr_mask, that_is_set_but_empty_hides_all) {
    const auto mask = apply_mask("", kGpus);
    EXPECT_THAT(mask.visible, IsEmpty());
    EXPECT_THAT(mask.note, HasSubstr("every GPU"));
}

TEST(rocr_mask, stops_at_the_first_bad_entry_and_says_which) {
    EXPECT_THAT(visible("0,9,1"), ElementsAre(0));
    EXPECT_THAT(visible("0,-1,1"), ElementsAre(0));
    EXPECT_THAT(visible("1,one,0"), ElementsAre(1));
    EXPECT_THAT(visible("1,1,0"), ElementsAre(1));
    EXPECT_THAT(visible("-1"), IsEmpty());
    EXPECT_THAT(apply_mask("0,9,1", kGpus).note, HasSubstr("9"));
    EXPECT_TRUE(apply_mask("0,1", kGpus).note.empty());
}

TEST(rocr_mask, takes_uuids_in_any_case_and_by_their_unique_beginning) {
    EXPECT_THAT(visible("GPU-4AD1ED0AC407C708"), ElementsAre(0));
    EXPECT_THAT(visible("gpu-4ad1e,gpu-4ad1f"), ElementsAre(0, 2));
    EXPECT_THAT(visible("GPU-0"), ElementsAre(3));
    EXPECT_THAT(visible("GPU-4ad1"), IsEmpty()) << "fits two";
    EXPECT_THAT(visible("GPU-"), IsEmpty()) << "too short";
    EXPECT_THAT(visible("GPU-4ad1ed0ac407c7080"), IsEmpty()) << "too long";
    EXPECT_THAT(visible("GPU-4ad1ed0a-c407-c708"), IsEmpty()) << "the dashes of AMD's own example";
    EXPECT_THAT(visible("GPU-XX"), IsEmpty()) << "one without an id can't be named by it";
}

TEST(rocr_mask, with_an_empty_entry_makes_rocm_abort) {
    for (const auto* value : {",", "0,,1", " ", "0, ,1"}) {
        const auto mask = apply_mask(value, kGpus);
        EXPECT_TRUE(mask.fatal) << value;
        EXPECT_THAT(mask.visible, IsEmpty()) << value;
    }
}

TEST(rocr_mask, is_read_no_further_than_there_are_gpus) {
    const std::vector<std::optional<std::string>> one{std::nullopt};
    EXPECT_THAT(apply_mask("0,,", one).visible, ElementsAre(0));
    EXPECT_THAT(apply_mask("0", {}).visible, IsEmpty());
}
