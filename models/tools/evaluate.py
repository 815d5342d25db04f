#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Asks the bundled model everything that training never saw, through a real llama-server.

    python3 models/tools/evaluate.py [--model FILE] [--server llama-server] [--expected FILE]

Greedy, on the CPU, with Python's standard library alone. Ends with 1 if a goal is missed.
"""

import argparse
import json
import pathlib
import re
import sys

from engine import Engine

HERE = pathlib.Path(__file__).resolve().parent
GOALS = {"capitals": 0.95, "capitals_plain": 0.95, "sums": 0.90, "feelings": 0.95,
         "memory": 0.90, "follow_up": 0.95}
STORIES = ["Tell me a story.", "Tell me a short story.", "Write a story about a bear.", "Tell me a tale",
           "Please write a nice story about an owl.", "Can you tell me a story about a robot called Ada?",
           "Make up a short story about a dragon", "tell me a story about a cat", "Read me a little story.",
           "I would like a story about a penguin."]


def says(answer, text):
    """The whole word or number, not a part of a longer one."""
    return re.search(r"(?<!\w)" + re.escape(answer) + r"(?!\w)", text) is not None


def is_right(group, case, engine):
    """(right?, what was said)"""
    if group == "feelings":
        said = engine.complete(case["prompt"], limit=1)["content"]
        return said == case["answer"], said
    if group == "capitals_plain":
        said = engine.complete(case["prompt"])["content"]
        return said.startswith(" " + case["answer"]), said
    messages = case.get("messages") or [{"role": "user", "content": case["prompt"]}]
    said, _ = engine.chat(messages)
    if group == "sums":
        numbers = re.findall(r"\d+", said)
        return bool(numbers) and numbers[-1] == case["answer"], said
    return says(case["answer"], said), said


def run_group(group, cases, engine):
    wrong = []
    for case in cases:
        right, said = is_right(group, case, engine)
        if not right:
            asked = case.get("prompt") or case["messages"][-1]["content"]
            wrong.append(f"    {asked!r} wants {case['answer']!r}, got {said!r}")
    share = 1 - len(wrong) / len(cases)
    print(f"{group:15} {len(cases) - len(wrong):4} of {len(cases):4}  {share:6.1%}  goal {GOALS[group]:.0%}")
    print("\n".join(wrong[:8]), end="\n" if wrong else "")
    return share >= GOALS[group]


def run_stories(engine):
    """Every story must end by itself."""
    ends = [engine.chat([{"role": "user", "content": wish}])[1] for wish in STORIES]
    plain = [engine.complete(start, limit=200)["stop_type"] for start in ("Once upon a time", "Long ago, there was")]
    good = ends.count("stop") + plain.count("eos")
    print(f"{'stories':15} {good:4} of {len(ends) + len(plain):4}  end by themselves")
    return good == len(ends) + len(plain)


def run_expected(path, engine):
    """The same ids as PyTorch computed from the same weights."""
    cases = json.loads(path.read_text())
    same = sum(engine.complete(case["prompt"], limit=200)["tokens"] in (case["ids"], case["ids"][:-1])
               for case in cases)
    print(f"{'as in PyTorch':15} {same:4} of {len(cases):4}")
    return same == len(cases)


def run_speed(engine):
    """Tokens a second of one long generation, the best of five."""
    rates = [engine.complete("Once upon a time", limit=256, ignore_eos=True)["timings"]["predicted_per_second"]
             for _ in range(5)]
    print(f"ready after {engine.load_seconds * 1000:.0f} ms, {max(rates):.0f} tokens/s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, default=HERE.parent / "rocinfer-tiny.gguf")
    parser.add_argument("--server", help="default: ROCM_LLAMA_SERVER_PATH, PATH, the project's own prefix")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--expected", type=pathlib.Path)
    arguments = parser.parse_args()
    groups = json.loads((HERE / "heldout.json").read_text())
    with Engine(arguments.model, arguments.server, arguments.threads) as engine:
        good = [run_group(name, cases, engine) for name, cases in groups.items()]
        good.append(run_stories(engine))
        if arguments.expected:
            good.append(run_expected(arguments.expected, engine))
        run_speed(engine)
    sys.exit(not all(good))


if __name__ == "__main__":
    main()
