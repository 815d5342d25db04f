# SPDX-License-Identifier: EUPL-1.2
"""What somebody said earlier, and what a small scene says: learnt by copying."""

from topics.phrasing import expand, pick, punctuate
from world.countries import COUNTRIES, sentence_start
from world.people import FOODS, HOBBIES, JOBS, NAMES, PETS, person
from world.things import COLOURS, article, in_words


def _name(rng):
    value = person(rng)
    return (pick(rng, ["My name is {v}", "I am {v}", "I am called {v}", "(Hello|Hi), (my name is|I am|I'm) {v}",
                       "(You can call|Call|Please call) me {v}", "(Hello|Hi)! My name is {v}"]).replace("{v}", value),
            f"Nice to meet you, {value}.",
            ["What is my name", "What's my name", "Do you (remember|know) my name", "Who am I", "What am I called",
             "Tell me my name", "Say my name", "Can you tell me my name", "(Which|What) name did I (tell you|give you|say)",
             "How am I called"],
            f"Your name is {value}.", value)


def _town(rng):
    value = rng.choice(COUNTRIES).capital if rng.random() < 0.5 else person(rng)
    return (pick(rng, ["I live in {v}", "My home is in {v}", "I am from {v}", "I come from {v}"]).replace("{v}", value),
            f"{value} sounds like a good place to live.",
            ["Where do I live", "(Which|What) city do I live in", "Where is my home", "Where am I from",
             "Do you (remember|know) where I live", "Where do I come from"],
            f"You live in {value}.", value)


def _colour(rng):
    value = rng.choice(COLOURS)
    return (pick(rng, ["My favourite colour is {v}", "I like the colour {v} best", "I love the colour {v}"]).replace("{v}", value),
            sentence_start(f"{value} is a lovely colour."),
            ["What is my favourite colour", "Which colour do I like( best|)", "What colour do I (like|love)",
             "Do you (remember|know) my favourite colour", "Tell me my favourite colour"],
            f"Your favourite colour is {value}.", value)


def _pet(rng):
    pet, value = rng.choice(PETS), person(rng)
    if rng.random() < 0.5:
        return (pick(rng, [f"I have a {pet} called {value}", f"My {pet} is called {value}", f"The name of my {pet} is {value}",
                           f"I have a {pet}. (Its|His|Her) name is {value}"]),
                f"{value} is a good name for a {pet}.",
                [f"What is my {pet} called", f"What is the name of my {pet}", f"What is my {pet}'s name",
                 f"Do you (remember|know) the name of my {pet}", f"How is my {pet} called"],
                f"Your {pet} is called {value}.", value)
    return (pick(rng, [f"I have {article(pet)}", f"My pet is {article(pet)}"]),
            f"I hope that your {pet} is well.",
            ["(What|Which) pet do I have", "What (kind of |)animal do I have", "Do you (know|remember) which pet I have"],
            f"You have {article(pet)}.", pet)


def _age(rng):
    number = rng.randint(4, 99)
    value = in_words(number) if number <= 20 and rng.random() < 0.4 else str(number)
    return (pick(rng, ["I am {v} years old", "I am {v}", "I'm {v} years old", "My age is {v}"]).replace("{v}", value),
            f"{sentence_start(value)} is a fine age.",
            ["How old am I", "What is my age", "Do you (remember|know) how old I am", "Tell me my age"],
            f"You are {value} years old.", value)


def _food(rng):
    value = rng.choice(FOODS)
    return (pick(rng, ["My favourite food is {v}", "I like to eat {v}", "I like {v} best of all foods"]).replace("{v}", value),
            f"I hope that you get some {value} soon.",
            ["What is my favourite food", "What do I like to eat", "(What|Which) food do I like"],
            f"You like {value}.", value)


def _job(rng):
    value = rng.choice(JOBS)
    return (pick(rng, ["I am {v}", "I work as {v}", "My job is: {v}"]).replace("{v}", article(value)).replace(
        "is: an ", "is: ").replace("is: a ", "is: ").replace("is:", "is"),
            f"It must be interesting to be {article(value)}.",
            ["What is my job", "What do I work as", "What do I do for a living", "What is my work"],
            f"You are {article(value)}.", value)


def _hobby(rng):
    value = rng.choice(HOBBIES)
    return (pick(rng, ["My hobby is {v}", "I like {v}", "I love {v}"]).replace("{v}", value),
            sentence_start(f"{value} is a good hobby."),
            ["What is my hobby", "(What|Which) hobby do I have", "What do I like to do"],
            f"Your hobby is {value}.", value)


def _friend(rng):
    value = person(rng)
    kin = rng.choice(["friend", "best friend", "brother", "sister", "mother", "father", "teacher", "neighbour", "son", "daughter"])
    return (pick(rng, [f"My {kin} is called {value}", f"My {kin}'s name is {value}", f"The name of my {kin} is {value}"]),
            f"{value} is a nice name.",
            [f"What is my {kin} called", f"What is the name of my {kin}", f"What is my {kin}'s name", f"Who is my {kin}"],
            f"Your {kin} is called {value}.", value)


FACTS = [_name, _name, _name, _name, _town, _colour, _pet, _pet, _age, _food, _job, _hobby, _friend]
_NOT_TOLD = [(["What is my name", "Do you know my name", "Who am I"], "You have not told me your name."),
             (["How old am I"], "You have not told me your age."),
             (["Where do I live"], "You have not told me where you live."),
             (["What is my favourite colour"], "You have not told me your favourite colour.")]


def conversation(rng, filler):
    """Facts told, other talk between, then questions about the facts."""
    facts = [kind(rng) for kind in {k.__name__: k for k in rng.sample(FACTS, rng.choice([1, 1, 1, 2, 2, 3]))}.values()]
    turns = []
    for told, reply, *_ in facts:
        turns.append((punctuate(expand(rng, told)), reply, None))
        for _ in range(rng.choice([0, 0, 0, 1, 2])):
            turns.append(filler(rng))
    rng.shuffle(facts)
    for _, _, questions, answer, value in facts:
        turns.append((punctuate(pick(rng, questions)), answer, value))
        if rng.random() < 0.2:
            turns.append(filler(rng))
    return turns


def ask_not_told(rng):
    questions, answer = rng.choice(_NOT_TOLD)
    return punctuate(pick(rng, questions)), answer, None


def ask_at_once(rng):
    """`My name is Ada. What is my name?` in one turn."""
    told, _, questions, answer, value = rng.choice(FACTS)(rng)
    return punctuate(told) + " " + punctuate(pick(rng, questions)), answer, value


_OWNED = "ball book hat cup bag car kite coat bike boat box key".split()
_ROOMS = "kitchen garden bedroom bathroom house shop park school library bus".split()


def ask_scene(rng):
    """Two people, two things: who has what?"""
    one, other = rng.sample(NAMES, 2)
    if rng.random() < 0.6:
        thing, other_thing = rng.sample(_OWNED, 2)
        colour, other_colour = rng.sample(COLOURS, 2)
        scene = f"{one} has {article(colour)} {thing}. {other} has {article(other_colour)} {other_thing}."
        if rng.random() < 0.5:
            one, thing, colour, other, other_thing, other_colour = other, other_thing, other_colour, one, thing, colour
        question, answer, short = rng.choice([
            (f"What colour is the {thing}?", f"The {thing} is {colour}.", colour),
            (f"Who has the {thing}?", f"{one} has the {thing}.", one),
            (f"What does {one} have?", f"{one} has {article(colour)} {thing}.", f"{colour} {thing}"),
            (f"What colour is {one}'s {thing}?", f"The {thing} is {colour}.", colour)])
    else:
        room, other_room = rng.sample(_ROOMS, 2)
        scene = f"{one} is in the {room}. {other} is in the {other_room}."
        if rng.random() < 0.5:
            one, room, other = other, other_room, one
        question, answer, short = rng.choice([
            (f"Where is {one}?", f"{one} is in the {room}.", room),
            (f"Who is in the {room}?", f"{one} is in the {room}.", one)])
    return scene + " " + question, answer, short


_ECHOED = ("hello yes please thank you blue moon red apple good morning one two three my cat is big "
           "the sun is warm we like cake happy birthday").split()


def ask_echo(rng):
    words = rng.sample(_ECHOED, rng.randint(1, 4))
    if rng.random() < 0.3:
        words[0] = person(rng)
    text = " ".join(words)
    question = pick(rng, ["(Say|Repeat|Repeat after me|Please say|Say after me|Write):? {v}"]).replace(":?", rng.choice([":", ""]))
    return punctuate(question.replace("{v}", text)), sentence_start(text) + ".", None
