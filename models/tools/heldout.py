# SPDX-License-Identifier: EUPL-1.2
"""Questions that training never sees, and the check that it never does.

Run it to write heldout.json, which evaluate.py and the project's tests read.
"""

import json
import pathlib
import random
import re

from topics import capitals, feelings
from world.countries import COUNTRIES, sentence_start
from world.people import COUNTED, NAMES, made_up

SEED = 20261122

CAPITALS = [
    "If I went to the capital of {c}, which city would I be in?",
    "Do you happen to remember {c's} capital city?",
    "I am curious: which place serves as the capital of {c}?",
    "Name the one city that is capital of {c}.",
    "Could you please say what {c's} capital is called?",
    "We are learning about {c} at school. Its capital, please?",
    "Point me to the capital city that {c} has.",
    "A traveller asks for the capital of {c}. What do you answer?",
    "What would be the right answer to: capital of {c}?",
    "Out of all the cities of {c}, which one is its capital?",
    "Give the name of the city which {c} has as a capital.",
    "On a map of {c}, which city is marked as the capital?",
    "For the crossword I want {c's} capital, can you help?",
    "Suppose you live in {c}: which city would be your capital?",
    "Between us, {c} calls which of its cities the capital?",
    "The government of {c} sits in the capital, and that is where?",
]
CAPITALS_PLAIN = [
    "Everybody learns sooner or later that the capital of {c} is",
    "Travellers will tell you that the capital of {c} is",
    "In my atlas the capital of {c} is",
]
SUMS = [
    "Please find out what {a} plus {b} gives.",
    "If you put {a} and {b} together, what number do you get?",
    "Which number do {a} and {b} add up to?",
    "My sum today is {a} + {b}. What is the result?",
    "{n} picked {a} {x}. Later {n} picked {b} more. How many {x} now?",
    "Let us add: {a} and then {b}. What comes out?",
    "How many are {a} plus {b} altogether?",
    "I counted {a} {x} and then another {b}. How many is that?",
    "What do we have when {a} is added to {b}?",
    "The numbers are {a} and {b}. What is their sum?",
    "Somebody gave me {a} {x} and somebody else {b}. How many do I own?",
    "Be so good as to sum up {a} and {b} for me.",
    "When you join {a} with {b}, you reach which number?",
]
FEELING_FORM = "Text: {s}\nFeeling:"


def _pattern(template):
    """The template with anything short in its slots, whatever the case or the final mark."""
    literal = [re.escape(part.lower()) for part in re.split(r"\{[^}]*\}", template.rstrip(".?"))]
    return "[^.?!:\n]{1,40}".join(literal)


FORBIDDEN = re.compile("|".join(_pattern(t) for t in CAPITALS + CAPITALS_PLAIN + SUMS)
                       + "|" + "|".join(_pattern(re.sub(r"\(([^|]*)\|[^)]*\)", "{w}", t))
                                        for t in feelings.HELD_OUT_FRAMES))


def refuse_held_out(text):
    """Stops the generator if a held-out phrasing has slipped into training."""
    found = FORBIDDEN.search(text.lower())
    assert not found, f"held-out phrasing in the training text: {found.group(0)!r}"


def _capital_cases(rng, templates, each):
    cases = []
    for template in templates:
        for country in rng.sample(COUNTRIES, each):
            cases.append({"prompt": sentence_start(capitals.fill(template, country.name)),
                          "answer": country.capital, "country": country.name})
    return cases


def _sum_cases(rng, each):
    cases = []
    for template in SUMS:
        for _ in range(each):
            total = rng.randrange(20)
            one = rng.randint(0, total)
            prompt = (template.replace("{a}", str(one)).replace("{b}", str(total - one))
                      .replace("{x}", rng.choice(COUNTED)[1]).replace("{n}", rng.choice(NAMES)))
            cases.append({"prompt": prompt, "answer": str(total)})
    return cases


def _feeling_cases(rng, count):
    cases, seen = [], set()
    while len(cases) < count:
        text, label = feelings.sentence(rng, held_out=True)
        if text not in seen:
            seen.add(text)
            cases.append({"prompt": FEELING_FORM.replace("{s}", text), "answer": " " + label})
    return cases


def _memory_cases(rng, count):
    """Names made up here, so that only the turn before can tell them."""
    cases = []
    for _ in range(count):
        name = made_up(rng)
        cases.append({"messages": [
            {"role": "user", "content": f"My name is {name}."},
            {"role": "assistant", "content": f"Nice to meet you, {name}."},
            {"role": "user", "content": "What is my name?"}], "answer": name})
    return cases


def _follow_cases(rng, count):
    cases = []
    for _ in range(count):
        one, other = rng.sample(COUNTRIES, 2)
        cases.append({"messages": [
            {"role": "user", "content": f"What is the capital of {one.name}?"},
            {"role": "assistant", "content": capitals.capital_answer(one)},
            {"role": "user", "content": f"And of {other.name}?"}], "answer": other.capital})
    return cases


def cases():
    rng = random.Random(SEED)
    return {
        "capitals": _capital_cases(rng, CAPITALS, 16),
        "capitals_plain": _capital_cases(rng, CAPITALS_PLAIN, 20),
        "sums": _sum_cases(rng, 20),
        "feelings": _feeling_cases(rng, 300),
        "memory": _memory_cases(rng, 100),
        "follow_up": _follow_cases(rng, 100),
    }


if __name__ == "__main__":
    target = pathlib.Path(__file__).with_name("heldout.json")
    groups = cases()
    lines = []
    for name, group in groups.items():
        body = ",\n".join("    " + json.dumps(case, ensure_ascii=False) for case in group)
        lines.append(f'  "{name}": [\n{body}\n  ]')
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print({name: len(group) for name, group in groups.items()})
