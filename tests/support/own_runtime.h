// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "support/processes.h"
#include "support/scoped_variable.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <sys/types.h>
#include <unistd.h>

namespace test_support {

/// An XDG_RUNTIME_DIR of the test's own, so that what is left in it can be counted.
class OwnRuntime : public testing::Test {
protected:
    void expect_nothing_left() const {
        EXPECT_EQ(entries_in(runtime_.path() / "rocinfer"), 0U) << "a folder is left";
        EXPECT_TRUE(children_of(::getpid()).empty()) << "a child is left";
    }

    /// The only server there is, which must be there.
    static pid_t server() {
        const auto children = children_of(::getpid());
        EXPECT_EQ(children.size(), 1U);
        return children.empty() ? -1 : children.front();
    }

    std::filesystem::path server_folder() const {
        const std::filesystem::directory_iterator entry(runtime_.path() / "rocinfer");
        return entry == std::filesystem::directory_iterator() ? std::filesystem::path()
                                                              : entry->path();
    }

    const TemporaryFolder runtime_;
    const ScopedVariable runtime_variable_{"XDG_RUNTIME_DIR", runtime_.path().c_str()};
};

}  // namespace test_support
