// SPDX-License-Identifier: EUPL-1.2
#include "commands/run.h"

#include "exit_codes.h"
#include "model/prompt_input.h"

namespace rocinfer_cli {

int run(const RunRequest& request, const CommandContext& around) {
    Status status(around.console, request.model.quiet);
    // Refusals come before anything is read or started.
    if (auto ok = validate(request.model.load); !ok)
        return report_failure(ok.error(), around, status);
    if (auto ok = validate(request.generate); !ok)
        return report_failure(ok.error(), around, status);
    auto prompt = take_prompt(request.prompt, around.console, status);
    if (!prompt) return report_failure(prompt.error(), around, status);

    auto model = open_model(request.model, around, status);
    if (!model) return report_failure(model.error(), around, status);
    const Answer answer = write_answer(
        (*model)->generate(*std::move(prompt), for_terminal(request.generate, around, status)),
        request.format, around.console, status);
    const int code = finish(answer, around, status);
    if (auto closed = (*model)->close(); !closed) status.warning(closed.error().message);
    return code;
}

}  // namespace rocinfer_cli
