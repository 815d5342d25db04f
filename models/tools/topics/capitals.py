# SPDX-License-Identifier: EUPL-1.2
"""Countries, their capitals and their continents."""

from topics.phrasing import expand, pick, punctuate, words_around
from world.countries import COUNTRIES, possessive, sentence_start
from world.people import made_up

ASKED = [
    "(What is|What's|What is|Tell me|Name|Give me|Say|Do you know|Can you tell me|"
    "Could you tell me|Please tell me|I want to know|I would like to know|Remind me of|"
    "Can you name|Could you name|Please name|I need) the capital( city|) of {c}",
    "What is the capital of {c}",
    "(What is|What's|Tell me|Name|Do you know|Give me|Please name|Remember) {c's} capital( city|)",
    "(Which|What) (city|town|place) is the capital( city|) of {c}",
    "(Which|What) (city|town|place) is {c's} capital( city|)",
    "(What is the name of|How do you call|What do people call|What do you call) the capital( city|) of {c}",
    "What is the capital( city|) called in {c}",
    "What is {c's} capital( city|) named",
    "(|the )capital( city|) of {c}",
    "{c}: capital",
    "{c} capital",
    "{c's} capital",
    "The capital of {c} is",
    "The capital of {c} is (what|which city|called what|named what|...)",
    "{c's} capital is (what|which city|called what|...)",
    "Where is the capital of {c}",
    "(I am going to|I visited|I live in|I come from|I have been to|My friend lives in|"
    "My uncle moved to|She was born in|We fly to|Think of|Let us talk about|Look at|Here is|"
    "I like|Take) {c}. (What is|What's|Which city is|Tell me|Name|Do you know) (its|the) capital( city|)",
    "(In|For) {c}, (what|which city|which place|which town) is the capital( city|)",
    "(Quiz|Test|Homework|A riddle|Geography|Easy one): (what is|name|tell me|say) the capital( city|) of {c}",
    "{c} has which (city as its |)capital",
    "(Which|What) capital( city|) (does {c} have|belongs to {c}|is in {c})",
    "Fill in the gap: the capital of {c} is ...",
    "(Help me with|I forgot|I cannot remember|I must learn|I am looking for|Look up|Write down|"
    "Explain|Spell|Find|Guess|List|Remember|My teacher wants|My homework asks for|"
    "My friend asks about|Someone asked me about|Is it hard to name) the capital( city|) of {c}",
    "(Let me know|Say|Tell us|Can you say|Do you remember|Show me|Teach me|I wonder) what the capital( city|) of {c} is",
    "(Let me know|Say|Tell us|Can you say|Do you remember|Show me|Teach me|I wonder) which city is the capital of {c}",
    "Does {c} have a capital( city|)? (Which one|What is it|What is its name)",
    "Which city (do I visit|must I go to|should I travel to|do I pick) (to see|for) the capital of {c}",
    "(There is|I found|My book shows) a map of {c}. (What|Which city) is the capital",
    "If someone asks (you |me |)for the capital of {c}, what (do you|do I|should I) say",
    "What (city|place|town) (has become|was chosen as|acts as|is called) the capital of {c}",
    "When I think of {c}, (what|which city) is the capital",
]

SAID = [
    "The capital of {c} is {k}.", "The capital of {c} is {k}.", "The capital of {c} is {k}.",
    "The capital city of {c} is {k}.", "{c's} capital( city|) is {k}.",
    "{k} is the capital( city|) of {c}.", "In {c}, the capital( city|) is {k}.",
    "{c} has a capital( city|) called {k}.", "The capital of {c} is called {k}.",
    "(I know|We know|You know|They say|She said|He told me|I think|My teacher says|"
    "I have read|My book says|Remember|It is true|I am sure) that the capital( city|) of {c} is {k}.",
    "If you (visit|go to|travel to) {c}, (you will see|see|look at) its capital, {k}.",
    "(People who live in|Those who visit|Friends from) {c} know that (its|the) capital( city|) is {k}.",
    "(Every child|My brother|A good pupil|My mother|The queen|A sailor) knows that the capital of {c} is {k}.",
    "(When I was in|When we visited|During my stay in) {c}, I saw the capital, {k}.",
    "Of all the towns in the world, the capital of {c} is {k}.",
    "(At school we|Today we|Last week I|Yesterday she) (heard|read|found out|saw) that the capital of {c} is {k}.",
]


def fill(template, country_name, capital=""):
    return (template.replace("{c's}", possessive(country_name))
            .replace("{c}", country_name).replace("{k}", capital))


def capital_answer(country):
    return f"The capital of {country.name} is {country.capital}."


def ask_capital(rng, country=None):
    country = country or rng.choice(COUNTRIES)
    if rng.random() < 0.2:
        heart = pick(rng, ["(the |)capital( city|) of {c}", "{c's} capital( city|)", "{c}. Its capital( city|)",
                           "{c}, (the|its) capital( city|)", "capital( city|) (that|which) {c} has", "{c} has( as|) its capital( city|)",
                           "(cities|city|town|place|map|atlas) (of|in|from) {c}, (which|what) (one |city |)is (its|the) capital( city|)",
                           "city is capital of {c}", "{c} (calls|has as|names|chose as) its capital( city|)"])
        question = words_around(rng, fill(heart, country.called(rng)))
    else:
        question = punctuate(fill(pick(rng, ASKED), country.called(rng)))
    if rng.random() < 0.05:
        # Another country in sight must not mislead.
        other = rng.choice(COUNTRIES)
        question = pick(rng, ["(I live in|I come from|I have been to|My friend lives in|She is from) {c}. ",
                              "I know the capital of {c}. But ", "Not {c}. "]).replace("{c}", other.name) + question
    return question, capital_answer(country), country.capital


def follow_capital(rng):
    """A question that only makes sense after another capital was asked for."""
    country = rng.choice(COUNTRIES)
    question = fill(pick(rng, [
        "And of {c}?", "And {c}?", "What about {c}?", "How about {c}?", "And for {c}?",
        "And the capital of {c}?", "{c}?", "And what about {c}?", "Now {c}.", "Also {c}?",
        "And that of {c}?", "And in {c}?", "The same for {c}, please.", "Then {c}?"]),
        country.called(rng))
    return sentence_start(question), capital_answer(country), country.capital


def say_capital(rng):
    country = rng.choice(COUNTRIES)
    return sentence_start(fill(pick(rng, SAID), country.called(rng), country.capital))


def finish_capital(rng):
    """Any words that end in the heart of the matter, and the city that must follow."""
    country = rng.choice(COUNTRIES)
    heart = fill(pick(rng, ["the capital( city|) of {c} is", "{c's} capital( city|) is"]), country.called(rng))
    return words_around(rng, heart).split(heart)[0] + heart, f" {country.capital}."


def ask_country(rng):
    """The other way round. London belongs to the whole kingdom here."""
    country = rng.choice([c for c in COUNTRIES if c.name != "England"])
    template = pick(rng, [
        "(Which|What) country has {k} as its capital( city|)",
        "{k} is the capital( city|) of (which|what) country",
        "Of which country is {k} the capital", "(Which|What) country's capital is {k}",
        "{k} is the capital of (what|which country)", "Whose capital is {k}"])
    return (punctuate(fill(template, country.name, country.capital)),
            f"{country.capital} is the capital of {country.name}.", country.name)


def ask_yes_no(rng):
    country = rng.choice(COUNTRIES)
    right = rng.random() < 0.5
    city = country.capital if right else rng.choice(COUNTRIES).capital
    right = city == country.capital
    template = pick(rng, ["Is {k} the capital of {c}?", "Is the capital of {c} {k}?",
                          "Is it true that {k} is the capital of {c}?",
                          "(I think |)the capital of {c} is {k}. Is that right?",
                          "{k} is the capital of {c}, isn't it?"])
    return (sentence_start(fill(template, country.called(rng), city)),
            ("Yes, the" if right else "No, the") + capital_answer(country)[3:],
            "Yes" if right else "No")


def ask_continent(rng):
    country = rng.choice(COUNTRIES)
    template = pick(rng, [
        "(Which|What) continent is {c} (in|on|part of)", "(On|In) which continent is {c}",
        "Where is {c}", "Where in the world is {c}", "(What|Which) is the continent of {c}",
        "In (which|what) part of the world is {c}"])
    return (punctuate(fill(template, country.called(rng))),
            sentence_start(f"{country.name} is in {country.continent}."), country.continent)


def say_continent(rng):
    country = rng.choice(COUNTRIES)
    return sentence_start(f"{country.called(rng)} is in {country.continent}.")


def ask_no_such_country(rng):
    name = made_up(rng) + rng.choice(["", "", "ia", "land", "stan", "ania"])
    question = punctuate(fill(pick(rng, ASKED), name))
    return question, f"I do not know a country called {name}.", None


def list_capitals(rng):
    chosen = rng.sample(COUNTRIES, 3)
    places = " and ".join([", ".join(c.name for c in chosen[:2]), chosen[2].name])
    question = expand(rng, "(What are|Name|Tell me|List) the capitals of ") + places
    parts = [f"the capital of {c.name} is {c.capital}" for c in chosen]
    return (punctuate(question),
            sentence_start(f"{parts[0]}, {parts[1]} and {parts[2]}."), None)
