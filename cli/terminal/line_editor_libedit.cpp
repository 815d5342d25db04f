// SPDX-License-Identifier: EUPL-1.2
#include "terminal/fd_stream.h"
#include "terminal/line_reader.h"

#include <cerrno>
#include <clocale>
#include <cstdio>
#include <cwchar>
#include <histedit.h>
#include <langinfo.h>
#include <string>
#include <unistd.h>

namespace rocinfer_cli {
namespace {

class EditingLineReader final : public LineReader {
public:
    EditingLineReader(EditLine* edit, int wake_fd)
        : edit_(edit), history_(history_init()), wake_fd_(wake_fd) {
        HistEvent event{};
        history(history_.get(), &event, H_SETSIZE, 1000);
        history(history_.get(), &event, H_SETUNIQUE, 1);
        el_set(edit_.get(), EL_CLIENTDATA, this);
        el_set(edit_.get(), EL_HIST, history, history_.get());
        el_set(edit_.get(), EL_EDITOR, "emacs");
        // Window size and Ctrl-Z; Ctrl-C is the signal thread's.
        el_set(edit_.get(), EL_SIGNAL, 1);
        el_set(edit_.get(), EL_PROMPT, &EditingLineReader::prompt);
        el_set(edit_.get(), EL_GETCFN, &EditingLineReader::read_character);
        el_set(edit_.get(), EL_BIND, "^R", "em-inc-search-prev", nullptr);
        bind_keys();
        el_source(edit_.get(), nullptr);
    }

    ReadStatus read(const std::string& prompt, std::string& line) override {
        prompt_ = prompt;
        stopped_by_ = ReadStatus::end;
        int length = 0;
        const char* text = el_gets(edit_.get(), &length);
        if (text == nullptr || length <= 0) {
            // Ctrl-D on an empty line is a character like any other until libedit sees it.
            return stopped_by_ == ReadStatus::line ? ReadStatus::end : stopped_by_;
        }
        line.assign(text, static_cast<std::size_t>(length));
        if (line.ends_with('\n')) line.pop_back();
        if (!line.empty()) {
            HistEvent event{};
            history(history_.get(), &event, H_ENTER, line.c_str());
        }
        return ReadStatus::line;
    }

private:
    struct EndEdit {
        void operator()(EditLine* edit) const { el_end(edit); }
    };
    struct EndHistory {
        void operator()(History* list) const { history_end(list); }
    };

    void bind(const std::string& key, const char* command) {
        el_set(edit_.get(), EL_BIND, ("\\e" + key).c_str(), command, nullptr);
    }

    // libedit knows the bare arrows. What it has no binding for it would type.
    void bind_keys() {
        for (const char* key : {"[2~", "[5~", "[6~", "[Z", "OP", "OQ", "OR", "OS"})
            bind(key, "ed-ignore");
        for (const int key : {11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24})
            bind("[" + std::to_string(key) + "~", "ed-ignore");
        // Shift is 2, Alt 3, Ctrl 5, and any of them together up to 8.
        for (char modifier = '2'; modifier <= '8'; ++modifier) {
            const std::string modified = std::string("[1;") + modifier;
            for (const char key : {'A', 'B', 'C', 'D', 'F', 'H'})
                bind(modified + key, "ed-ignore");
        }
        for (const char* lead : {"[1;5", "[1;3", "[5", "O5"}) {
            bind(std::string(lead) + "D", "ed-prev-word");
            bind(std::string(lead) + "C", "em-next-word");
        }
    }

    static EditingLineReader& self(EditLine* edit) {
        void* data = nullptr;
        el_get(edit, EL_CLIENTDATA, &data);
        return *static_cast<EditingLineReader*>(data);
    }

    static char* prompt(EditLine* edit) { return self(edit).prompt_.data(); }

    // 1 with a character, 0 at the end, −1 on failure: what libedit wants.
    static int read_character(EditLine* edit, wchar_t* character) {
        EditingLineReader& reader = self(edit);
        std::mbstate_t state{};
        for (;;) {
            reader.stopped_by_ = wait_for_input(STDIN_FILENO, reader.wake_fd_);
            if (reader.stopped_by_ != ReadStatus::line) return 0;
            char byte = 0;
            const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
            if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
            if (got <= 0) {
                reader.stopped_by_ = got == 0 ? ReadStatus::end : ReadStatus::failed;
                return 0;
            }
            const std::size_t used = std::mbrtowc(character, &byte, 1, &state);
            if (used == static_cast<std::size_t>(-2)) continue;
            if (used != static_cast<std::size_t>(-1)) return 1;
            // Not a character of this locale: leave it out.
            state = {};
        }
    }

    std::unique_ptr<EditLine, EndEdit> edit_;
    std::unique_ptr<History, EndHistory> history_;
    int wake_fd_;
    std::string prompt_;
    ReadStatus stopped_by_ = ReadStatus::end;
};

// What a container without LANG has is no locale that anybody chose, and its terminal speaks UTF-8
// like any other: the editor would leave out every character that is not ASCII.
bool reads_utf8() {
    const auto is_utf8 = [] { return std::string_view(::nl_langinfo(CODESET)) == "UTF-8"; };
    return is_utf8() || (std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr && is_utf8());
}

}  // namespace

std::unique_ptr<LineReader> make_editing_line_reader(int wake_fd) {
    if (!reads_utf8()) return nullptr;
    EditLine* edit = el_init("rocinfer", stdin, stderr, stderr);
    if (edit == nullptr) return nullptr;
    return std::make_unique<EditingLineReader>(edit, wake_fd);
}

}  // namespace rocinfer_cli
