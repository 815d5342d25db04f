// SPDX-License-Identifier: EUPL-1.2
#include "batch/batch_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rocinfer_cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(batch_record, a_line_without_an_id_has_its_number) {
    BatchJob job;
    ASSERT_TRUE(read_job(R"({"prompt": "hello"})", 3, job));
    EXPECT_EQ(job.id, "3");
    EXPECT_EQ(job.bytes, 5U);
    EXPECT_TRUE(job.unknown_keys.empty());
}

TEST(batch_record, keys_that_mean_nothing_are_named) {
    BatchJob job;
    ASSERT_TRUE(read_job(R"({"id": "a", "prompt": "x", "source": 1, "top_k": 2})", 1, job));
    EXPECT_THAT(job.unknown_keys, ElementsAre("source", "top_k"));
    BatchJob wrong;
    const auto refused = read_job(R"({"promt": "x"})", 7, wrong);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("line 7"));
    EXPECT_THAT(refused.error().message, HasSubstr("\"promt\" is neither"));
}

TEST(batch_record, an_error_is_no_answer) {
    EXPECT_FALSE(read_record(R"({"id": 1, "text": "x"})").value().failed);
    EXPECT_TRUE(read_record(R"({"id": 1, "error": {}})").value().failed);
    EXPECT_FALSE(read_record("Dear Sir"));
    EXPECT_FALSE(read_record("{}"));
}

}  // namespace
}  // namespace rocinfer_cli
