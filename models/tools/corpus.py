# SPDX-License-Identifier: EUPL-1.2
"""The training text: documents drawn from all topics with a fixed seed.

A document is a list of (text, learnt) pieces in which the control tokens are
written as themselves. The model learns to write the learnt pieces and only
reads the others, such as what a user says.
"""

import random

from heldout import refuse_held_out
from topics import capitals, feelings, memory, nature, stories, sums, talk
from topics.phrasing import untidy, words_around

END_OF_TEXT, TURN_START, TURN_END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
CONTROL = [END_OF_TEXT, TURN_START, TURN_END]

# (weight, function) -> (question, answer, short answer or None)
ASKED = [
    (22, capitals.ask_capital), (3, capitals.ask_country), (2, capitals.ask_yes_no),
    (4, capitals.ask_continent), (1.2, capitals.ask_no_such_country), (0.6, capitals.list_capitals),
    (16, sums.ask_sum), (4, sums.ask_difference), (2.5, sums.ask_product), (4, sums.ask_order),
    (1, sums.ask_count), (6, nature.ask_animal), (4, nature.ask_colour), (1.2, nature.ask_mix),
    (4, nature.ask_opposite), (4, nature.ask_calendar), (1.2, nature.ask_list),
    (6, feelings.ask_feeling), (1, feelings.react), (3, memory.ask_at_once), (0.7, memory.ask_not_told),
    (3, memory.ask_scene), (1, memory.ask_echo), (4, talk.ask_talk), (2.5, talk.ask_project),
    (5, talk.ask_unknown),
]
SAID = [
    (16, capitals.say_capital), (2, capitals.say_continent), (6, sums.say_sum), (1.5, sums.say_difference),
    (3, nature.say_animal), (2.5, nature.say_colour), (3, nature.say_opposite), (3, nature.say_calendar),
    (8, stories.story), (0.7, talk.say_project),
]

_SYSTEM = ["You are a helpful assistant.", "You are a helpful assistant.", "Answer in plain English.",
           "You are rocinfer tiny.", "Be kind and brief.", "You are a friendly and polite assistant.",
           "Answer the question.", "You are a small model.", "You are a helpful AI assistant. Keep answers short."]


def _weighted(rng, table):
    return rng.choices([f for _, f in table], [w for w, _ in table])[0](rng)


def ask(rng):
    return _weighted(rng, ASKED)


def _turns(rng):
    """The turns of one conversation: (user, assistant) pairs."""
    kind = rng.random()
    if kind < 0.56:
        return [ask(rng)]
    if kind < 0.62:
        return [stories.ask_story(rng)]
    if kind < 0.72:
        return memory.conversation(rng, ask)
    if kind < 0.80:
        turns = [capitals.ask_capital(rng)]
        for _ in range(rng.choice([1, 1, 2, 3])):
            turns.append(capitals.follow_capital(rng))
        return turns
    if kind < 0.84:
        turns = [sums.ask_sum(rng, 20)]
        for _ in range(rng.choice([1, 1, 2])):
            turns.append(sums.follow_sum(rng, int(turns[-1][2])))
        return turns
    if kind < 0.88:
        return rng.choice([nature.talk_of_animals, nature.talk_of_colours, nature.talk_of_opposites])(rng)
    return [ask(rng) for _ in range(rng.choice([2, 2, 3, 4]))]


def _chat(rng, turns):
    pieces = []
    if rng.random() < 0.1:
        system = rng.choice(_SYSTEM) if rng.random() < 0.7 else words_around(rng, rng.choice(_SYSTEM).rstrip("."), 14)
        pieces.append((f"{TURN_START}system\n{system}{TURN_END}\n", False))
    for question, answer, _ in turns:
        pieces.append((f"{TURN_START}user\n{untidy(rng, question)}{TURN_END}\n{TURN_START}assistant\n", False))
        pieces.append((answer + TURN_END, True))
        pieces.append(("\n", False))
    return pieces[:-1]


_BRIEF = ["Answer in one word: {q}", "{q} Answer with one word.", "In one word: {q}", "One word only: {q}",
          "{q} Just the answer, please.", "Only the answer: {q}"]


def _plain_answer(rng):
    """Questions answered in a text without turns."""
    question, answer, short = ask(rng)
    question = untidy(rng, question)
    if short and rng.random() < 0.6:
        form = rng.choice(["Q: {q}\nA:", "Q: {q}\nA:", "Question: {q}\nAnswer:", "{q}\nAnswer:", "{q} Answer:"])
        return [(form.replace("{q}", question), False), (f" {short}{END_OF_TEXT}", True)]
    return [(question, False), (rng.choice([" ", " ", "\n"]) + answer + END_OF_TEXT, True)]


def document(rng, long=False):
    """One document; a long one is a conversation that nearly fills the context."""
    if long:
        turns = []
        while len(turns) < 28:
            turns += _turns(rng)
        return _chat(rng, turns[:rng.randint(8, 32)])
    kind = rng.random()
    if kind < 0.24:
        return [(_weighted(rng, SAID) + END_OF_TEXT, True)]
    if kind < 0.32:
        text, label = (feelings.label_text if kind < 0.29 else capitals.finish_capital)(rng)
        return [(text, False), (label + END_OF_TEXT, True)]
    if kind < 0.41:
        return _plain_answer(rng)
    if kind < 0.46:
        question, answer, short = ask(rng)
        if short:
            return _chat(rng, [(rng.choice(_BRIEF).replace("{q}", question), short[:1].upper() + short[1:] + ".", None)])
        return _chat(rng, [(question, answer, None)])
    return _chat(rng, _turns(rng))


def documents(seed, count, long=False):
    """`count` documents; each has been checked for held-out phrasings."""
    rng = random.Random(seed)
    for _ in range(count):
        pieces = document(rng, long)
        refuse_held_out("".join(text for text, _ in pieces))
        yield pieces


if __name__ == "__main__":
    for shown in documents(0, 60):
        print("".join(f"[{text}]" if learnt else text for text, learnt in shown))
        print("---")
