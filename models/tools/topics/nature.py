# SPDX-License-Identifier: EUPL-1.2
"""Animals, colours, opposites and the calendar."""

from topics.phrasing import pick, punctuate, words_around
from world.countries import sentence_start
from world.things import (ANIMALS, COLOURS, COLOURS_OF, DAYS, MIXES, MONTH_DAYS, MONTHS,
                          SEASON_OF, SEASONS, article, in_words, opposite_pairs)

OPPOSITES = opposite_pairs()
_SOUNDED = [name for name, facts in ANIMALS.items() if facts[0]]
_PLURALS = {"sheep": "sheep", "goose": "geese", "mouse": "mice", "wolf": "wolves", "fox": "foxes",
            "fish": "fish", "deer": "deer", "donkey": "donkeys", "monkey": "monkeys",
            "butterfly": "butterflies"}


def plural(name):
    return _PLURALS.get(name, name + "s")


def sound(rng, name=None):
    name = name or rng.choice(_SOUNDED)
    noise = ANIMALS[name][0]
    question = pick(rng, ["(What sound|Which sound|What noise) does {x} make", "What does {x} say",
                          "How does {x} (sound|go)", "(Tell me|Make) the sound of {x}",
                          "What is the sound of {x}", "What do {xs} say", "What noise do {xs} make"])
    return question, sentence_start(f"{article(name)} says {noise}."), noise, name


def home(rng, name=None):
    name = name or rng.choice(list(ANIMALS))
    place = ANIMALS[name][1]
    question = pick(rng, ["Where does {x} live", "Where do {xs} live", "What is the home of {x}",
                          "Where (can|do) I find {x}"])
    return question, sentence_start(f"{article(name)} lives {place}."), place, name


def young(rng, name=None):
    name = name or rng.choice(list(ANIMALS))
    baby = ANIMALS[name][2]
    question = pick(rng, ["What is a (baby|young) {n} called", "What do you call a (baby|young) {n}",
                          "What is the name (for|of) a (baby|young) {n}", "What are (baby|young) {xs} called"])
    return question, f"A young {name} is called {article(baby)}.", baby, name


def legs(rng, name=None):
    name = name or rng.choice(list(ANIMALS))
    count = in_words(ANIMALS[name][3])
    if count == "zero":
        count = "no"
    question = pick(rng, ["How many legs does {x} have", "How many legs do {xs} have",
                          "(Count|Tell me|Name) the (number of |)legs of {x}"])
    return question, sentence_start(f"{article(name)} has {count} legs."), count, name


def kind(rng, name=None):
    name = name or rng.choice(list(ANIMALS))
    group = ANIMALS[name][4]
    question = pick(rng, ["What (kind|sort|type) of animal is {x}", "What is {x}",
                          "What kind of animals are {xs}", "Tell me (what {x} is|about {xs})"])
    return question, sentence_start(f"{article(name)} is {article(group)}."), group, name


def food(rng, name=None):
    name = name or rng.choice(list(ANIMALS))
    meal = ANIMALS[name][5]
    question = pick(rng, ["What does {x} eat", "What do {xs} (eat|like to eat)",
                          "What (food |)does {x} like( to eat|)"])
    return question, sentence_start(f"{article(name)} eats {meal}."), meal, name


_ANIMAL_QUESTIONS = [sound, sound, home, young, legs, kind, food]


def ask_animal(rng, relation=None):
    relation = relation or rng.choice(_ANIMAL_QUESTIONS)
    question, answer, short, name = relation(rng)
    article_or_the = article(name) if rng.random() < 0.85 else "the " + name
    question = (question.replace("{xs}", plural(name)).replace("{x}", article_or_the)
                .replace("{n}", name))
    if rng.random() < 0.12:
        return words_around(rng, question[:1].lower() + question[1:], 4), answer, short
    return punctuate(question), answer, short


def talk_of_animals(rng):
    """A question and one that follows it: `And a cow?`"""
    relation = rng.choice(_ANIMAL_QUESTIONS)
    first = ask_animal(rng, relation)
    _, answer, short, name = relation(rng)
    follow = rng.choice([f"And {article(name)}?", f"What about {article(name)}?",
                         f"How about {article(name)}?", f"And {plural(name)}?"])
    return [first, (follow, answer, short)]


def say_animal(rng):
    _, answer, _, _ = rng.choice(_ANIMAL_QUESTIONS)(rng)
    return answer


def colour_answer(thing):
    return sentence_start(f"{thing} is {COLOURS_OF[thing]}.")


def ask_colour(rng):
    thing = rng.choice(list(COLOURS_OF))
    question = pick(rng, ["(What|Which) colour is {x}", "What is the colour of {x}",
                          "(Tell me|Name|Say) the colour of {x}", "What colour does {x} have",
                          "{x} is (what|which) colour", "Do you know what colour {x} is"])
    if rng.random() < 0.15:
        question = words_around(rng, pick(rng, ["(the |)colour (of|has) {x}", "what colour {x} (is|has)"]))
    return punctuate(question.replace("{x}", thing)), colour_answer(thing), COLOURS_OF[thing]


def talk_of_colours(rng):
    thing = rng.choice(list(COLOURS_OF))
    follow = pick(rng, ["And {x}?", "What about {x}?", "How about {x}?"]).replace("{x}", thing)
    return [ask_colour(rng), (follow, colour_answer(thing), COLOURS_OF[thing])]


def ask_mix(rng):
    (one, other), result = rng.choice(list(MIXES.items()))
    if rng.random() < 0.5:
        one, other = other, one
    question = pick(rng, ["What (colour |)do you get (if|when) you mix {a} and {b}",
                          "What (colour |)do {a} and {b} make", "Mix {a} and {b}. What colour is it",
                          "Which colour is {a} mixed with {b}"])
    return (punctuate(question.replace("{a}", one).replace("{b}", other)),
            f"{one} and {other} make {result}.".capitalize(), result)


def say_colour(rng):
    thing = rng.choice(list(COLOURS_OF))
    colour = COLOURS_OF[thing]
    return rng.choice([colour_answer(thing), colour_answer(thing),
                       f"The colour of {thing} is {colour}."])


def opposite_answer(word):
    return f"The opposite of {word} is {OPPOSITES[word]}."


def ask_opposite(rng):
    word = rng.choice(list(OPPOSITES))
    question = pick(rng, ["What is the opposite of {w}", "(Tell me|Name|Give me|Say) the opposite of {w}",
                          "Which word is the opposite of {w}", "opposite of {w}", "What's the opposite of {w}",
                          "What word means the opposite of {w}", "{w} is the opposite of (what|which word)",
                          "What is the (contrary|reverse) of {w}", "If it is not {w}, what is it"])
    if rng.random() < 0.15:
        question = words_around(rng, rng.choice(["the ", ""]) + "opposite of {w}")
    return punctuate(question.replace("{w}", word)), opposite_answer(word), OPPOSITES[word]


def talk_of_opposites(rng):
    word = rng.choice(list(OPPOSITES))
    follow = pick(rng, ["And of {w}?", "And {w}?", "What about {w}?", "And the opposite of {w}?",
                        "How about {w}?"]).replace("{w}", word)
    return [ask_opposite(rng), (follow, opposite_answer(word), OPPOSITES[word])]


def say_opposite(rng):
    word = rng.choice(list(OPPOSITES))
    return rng.choice([opposite_answer(word), opposite_answer(word),
                       f"{word} is the opposite of {OPPOSITES[word]}.".capitalize()])


def _cycle(rng, names, what):
    """The next or the previous day or month."""
    index = rng.randrange(len(names))
    after = rng.random() < 0.6
    step = 1 if after else -1
    neighbour = names[(index + step) % len(names)]
    side = "after" if after else "before"
    return names[index], neighbour, side, what


def _cycle_fact(rng):
    return _cycle(rng, DAYS, "day") if rng.random() < 0.5 else _cycle(rng, MONTHS, "month")


def cycle_answer(name, neighbour, side, what):
    return f"The {what} {side} {name} is {neighbour}."


def ask_calendar(rng):
    choice = rng.random()
    if choice < 0.5:
        name, neighbour, side, what = _cycle_fact(rng)
        question = pick(rng, ["(What|Which) {t} comes {s} {w}", "What is the {t} {s} {w}",
                              "(What|Which) {t} is {s} {w}", "What comes {s} {w}",
                              "(Tell me|Name) the {t} {s} {w}",
                              "(Today|It) is {w}. What (day is tomorrow|is tomorrow|day is it tomorrow)"
                              if what == "day" and side == "after" else "Which {t} comes (just |){s} {w}",
                              "(Today|It) is {w}. What (day |)was (it |)yesterday"
                              if what == "day" and side == "before" else "{w}: what {t} comes {s} it"])
        question = question.replace("{t}", what).replace("{s}", side).replace("{w}", name)
        return punctuate(question), cycle_answer(name, neighbour, side, what), neighbour
    if choice < 0.62:
        index = rng.randrange(12)
        question = pick(rng, ["How many days are (there |)in {m}", "How many days does {m} have",
                              "How long is {m}"])
        days = str(MONTH_DAYS[index])
        extra = ", or 29 in a leap year" if index == 1 else ""
        return (punctuate(question.replace("{m}", MONTHS[index])),
                f"{MONTHS[index]} has {days} days{extra}.", days)
    if choice < 0.74:
        month = rng.choice(MONTHS)
        question = pick(rng, ["(In which|Which|What) season is {m}( in|)", "What season does {m} belong to"])
        return (punctuate(question.replace("{m}", month)),
                f"{month} is in {SEASON_OF[month]}.", SEASON_OF[month])
    return rng.choice([
        ("How many days are in a week?", "There are seven days in a week.", "seven"),
        ("How many days are there in a week?", "There are seven days in a week.", "seven"),
        ("How many months are in a year?", "There are twelve months in a year.", "twelve"),
        ("How many months are there in a year?", "There are twelve months in a year.", "twelve"),
        ("How many days are in a year?", "There are 365 days in a year, and 366 in a leap year.", "365"),
        ("How many hours are in a day?", "There are 24 hours in a day.", "24"),
        ("How many hours are there in a day?", "There are 24 hours in a day.", "24"),
        ("How many minutes are in an hour?", "There are 60 minutes in an hour.", "60"),
        ("How many seconds are in a minute?", "There are 60 seconds in a minute.", "60"),
        ("How many weeks are in a year?", "There are 52 weeks in a year.", "52"),
        ("How many seasons are there?", "There are four seasons.", "four"),
        ("Name the days of the week.", ", ".join(DAYS[:6]) + " and Sunday.", None),
        ("What are the days of the week?", ", ".join(DAYS[:6]) + " and Sunday.", None),
        ("List the months of the year.", ", ".join(MONTHS[:11]) + " and December.", None),
        ("What are the months of the year?", ", ".join(MONTHS[:11]) + " and December.", None),
        ("Name the four seasons.", "Spring, summer, autumn and winter.", None),
        ("What are the seasons?", "Spring, summer, autumn and winter.", None),
        ("What is the first day of the week?", "The first day of the week is Monday.", "Monday"),
        ("What is the first month of the year?", "The first month of the year is January.", "January"),
        ("What is the last month of the year?", "The last month of the year is December.", "December"),
        ("Which days are the weekend?", "The weekend is Saturday and Sunday.", None),
        ("When is Christmas?", "Christmas is on 25 December.", None),
        ("Which month is the shortest?", "The shortest month is February.", "February"),
    ])


def say_calendar(rng):
    if rng.random() < 0.25:
        season = SEASONS.index(rng.choice(SEASONS))
        return f"After {SEASONS[season]} comes {SEASONS[(season + 1) % 4]}."
    name, neighbour, side, what = _cycle_fact(rng)
    if side == "after" and rng.random() < 0.4:
        return f"After {name} comes {neighbour}."
    return cycle_answer(name, neighbour, side, what)


def ask_list(rng):
    """`Name three colours.` The answer is always the first ones of the list."""
    count = rng.randint(2, 5)
    what, items = rng.choice([("colours", COLOURS), ("animals", list(ANIMALS)),
                              ("days", DAYS), ("months", MONTHS), ("seasons", SEASONS[:4])])
    if what == "seasons":
        count = min(count, 4)
    names = items[:count]
    shown = in_words(count) if rng.random() < 0.7 else str(count)
    question = pick(rng, ["(Name|List|Tell me|Give me|Can you name|Say) {k} {t}"])
    answer = ", ".join(names[:-1]) + " and " + names[-1] + "."
    return (punctuate(question.replace("{k}", shown).replace("{t}", what)),
            sentence_start(answer), None)
