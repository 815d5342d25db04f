# SPDX-License-Identifier: EUPL-1.2
"""Templates with alternatives, and the small untidiness of real typing."""

import re

_CHOICE = re.compile(r"\(([^()]*)\)")
_ASKING = ("what", "which", "who", "where", "when", "why", "how", "do ", "does", "can ",
           "could", "is ", "are ", "will", "would", "in which", "did")


def expand(rng, template):
    """`(a|b) c` becomes `a c` or `b c`; choices may be nested."""
    while "(" in template:
        template = _CHOICE.sub(lambda m: rng.choice(m.group(1).split("|")), template)
    return template


def pick(rng, templates):
    """One of the templates, with its alternatives chosen."""
    return expand(rng, rng.choice(templates))


def punctuate(sentence):
    """The mark that the sentence wants, unless it has one."""
    sentence = sentence.strip()
    sentence = sentence[:1].upper() + sentence[1:]
    if sentence[-1:] in ".?!:" or sentence.endswith(" is"):
        return sentence
    last = re.split(r"[.:!?] ", sentence)[-1].lower()
    return sentence + ("?" if last.startswith(_ASKING) else ".")


_OPENERS = ["Please tell me: ", "Hello. ", "Hi. ", "Hi! ", "Hello, ", "Quick question: ",
            "I have a question. ", "Tell me, ", "So, ", "OK. ", "Excuse me, ", "Please, ",
            "Question: ", "Now, ", "Next question: ", "Just wondering: ", "Good morning. ",
            "Dear computer, ", "Well, ", "One more: "]
_CLOSERS = [" Thank you.", " Please.", " Thanks!", " Thanks.", " I forgot.", " Do you know?",
            " I am not sure.", " It is for my homework.", " Tell me.", " I need to know."]


# Words that carry no question of their own.
_FILLERS = """a about after again all also always and another any anybody are as ask asked asking at away be
because been before began being best both but by came card case come could day did do does done each either
else even ever every exactly far few for found friend from game gave get give go going good got had has
have he hear heard help her here him his hour how I if in into is it its just keep kind knew know last learn
learnt let like line list little long look looking lot made make man many map maybe me mean mention might
minute more most much must my near need never new next nice no not now of off often old on only or
other our out over page paper part perhaps people person place please point possible pupil question quite
quickly rather read really remember reply right said same saw say school see sentence she should show
side simply small so some somebody soon sort speak spoken still such sure take talk teach teacher tell test
than that the their them then there these they thing think this those though through time to today told too
took top town traveller true try under until up us use very visit want was way we well went were what
when where which while who whole whose why will wish with woman wonder word work world would write written
year yes yet you young your""".split()


def words_around(rng, core, most=7):
    """The heart of a question among words in no good order.

    The one thing that all the phrasings nobody has thought of have in common
    with those in the lists is their heart; so it is what must be learnt.
    """
    before = rng.choices(_FILLERS, k=rng.randint(0, most))
    after = rng.choices(_FILLERS, k=rng.randint(0, most - 2))
    if before and rng.random() < 0.3:
        before[-1] += rng.choice([",", ":", "."])
    start = " ".join(before + [core])
    end = (rng.choice(["", "", ",", ".", "?"]) + " " + " ".join(after)) if after else ""
    return start[:1].upper() + start[1:] + end + rng.choice(["?", "?", ".", ""])


def _mistyped(rng, text):
    """One small word with two letters swapped or one lost, or an apostrophe left out."""
    if "'" in text and rng.random() < 0.5:
        return text.replace("'", "", 1)
    words = text.split(" ")
    at = rng.randrange(len(words))
    word = words[at]
    if len(word) > 3 and word.isalpha() and word.islower():
        place = rng.randrange(1, len(word) - 1)
        swapped = word[:place] + word[place + 1] + word[place] + word[place + 2:]
        words[at] = swapped if rng.random() < 0.5 else word[:place] + word[place + 1:]
    return " ".join(words)


def untidy(rng, question):
    """The question as different people would type it."""
    if rng.random() < 0.04:
        question = _mistyped(rng, question)
    if rng.random() < 0.12:
        opener = rng.choice(_OPENERS)
        if opener[-2] in ",:" and not re.match(r"I\b|[A-Z][a-z]+('s)? [A-Z]", question):
            question = question[:1].lower() + question[1:] if rng.random() < 0.6 else question
        question = opener + question
    if rng.random() < 0.05:
        question += rng.choice(_CLOSERS)
    elif rng.random() < 0.14:
        question = question.rstrip("?.!")
    elif rng.random() < 0.03:
        question = question.rstrip("?.!") + rng.choice(["??", " ?", "...", "!", "?!"])
    mood = rng.random()
    if mood < 0.10:
        return question.lower()
    if mood < 0.125:
        return question.upper()
    if mood < 0.16:
        return question[:1].lower() + question[1:]
    return question
