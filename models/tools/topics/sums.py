# SPDX-License-Identifier: EUPL-1.2
"""Small sums, differences and products, and the order of numbers."""

from topics.phrasing import pick, punctuate, words_around
from world.people import COUNTED, NAMES
from world.things import in_words

ADDED = [
    "(What is|What's|How much is|What does|Calculate|Work out|Tell me|Find|Say|Do you know|"
    "Can you work out|Please calculate|Compute|Solve|Give me) {a} plus {b}",
    "(What is|What's|How much is|Calculate|Work out|Tell me|Find|Solve|Compute|Please solve|) {a} + {b}",
    "What is {a} plus {b}", "What is {a} + {b}",
    "{a}+{b}", "{a} + {b} =", "{a} + {b} = ?", "{a}+{b}=?", "{a} plus {b}", "{a} + {b}", "{a} and {b}",
    "(What is|Tell me|Find|Give me|Calculate|Name|Do you know) the (sum|total) of {a} and {b}",
    "Add {a} (and|to) {b}", "(Can|Could) you add {a} (and|to) {b}", "Please add {a} and {b}",
    "(What do I get|What do you get|What happens) (if|when) (I|you|we) add {a} (to|and) {b}",
    "How much (do|does) {a} and {b} make", "{a} and {b} (make|makes|is|are|give) (what|how much|how many)",
    "How (much|many) is {a} and {b}( together| altogether|)",
    "(If I have|I have|There are|Suppose I have|I had) {a} {x}(,|) and (I |)(get|find|buy|add) {b} more. "
    "How many (|{x} )(are there|do I have)( now| altogether| in total|)",
    "(I have|She has|He has|We have|They have) {a} {x} and {b} {y}. How many (things|items) (is that|are there)( in all|)",
    "{n} has {a} {x} and (gets|finds|buys|is given) {b} more. How many( {x}|) (does {n} have|are there)( now|)",
    "{n} (ate|picked|found|bought|saw) {a} {x} on Monday and {b} {x} on Tuesday. How many is that( together|)",
    "There are {a} {x} (in|on) (the|one) (box|table|bag) and {b} (in|on) (the other|another). How many( {x}|) are there",
    "(Begin|Start) (with|at|from) {a} and (add|count on) {b}",
    "{a} more than {b} is (what|how much|which number)", "(What|Which number) is {a} more than {b}",
    "(Take|Put) {a} and (add|join) {b}. (What is the answer|What is it|How much)",
    "{n} (has|bought|found|took|made|got|counted|sold|saw|drew) {a} {x}. (Then|After that|Next|Now|On Monday|In the evening) (he|she|{n}|Tom|Mia) "
    "(gets|bought|found|took|made|got|counted|saw|drew|adds) (another |){b}( more| {x}| others|). "
    "(How many|How many {x}|How many {x} is that|How many in all|What is the total|How many does {n} have)",
    "{a} {x} and (then |another |){b}( more| others|)( {x}|). How many (is that|are they|are there|{x})",
    "(My|The|Our|Her|Your|This|One) (sum|homework|task|question|puzzle|exercise) is( to add|:|) {a} (plus|+|and) {b}",
    "(The sum|The total|Adding|Sum|Total): {a} and {b}",
]

TAKEN = [
    "(What is|What's|How much is|Calculate|Work out|Tell me) {a} minus {b}",
    "(What is|How much is|Calculate|Work out|) {a} - {b}", "{a}-{b}", "{a} - {b} =", "{a} - {b} = ?",
    "{a} minus {b}", "Take {b} (away |)from {a}", "Subtract {b} from {a}",
    "What is {a} take away {b}", "What is left if I take {b} from {a}",
    "What is the difference between {a} and {b}",
    "I have {a} {x} and (lose|give away|eat) {b}. How many are left",
    "{n} has {a} {x} and (loses|gives away|sells) {b}. How many( {x}|) are left",
]

TIMES = [
    "(What is|How much is|Calculate|Work out) {a} times {b}", "{a} x {b}", "{a} * {b}",
    "What is {a} x {b}", "(What is|Calculate) {a} * {b}", "{a} times {b}",
    "Multiply {a} by {b}", "What is {a} multiplied by {b}",
]


def _number(rng, value):
    """Digits, or now and then words."""
    return in_words(value) if value <= 20 and rng.random() < 0.15 else str(value)


def _pair_below(rng, limit):
    total = rng.randrange(limit)
    one = rng.randint(0, total)
    return one, total - one


def _fill(rng, templates, one, other):
    template = pick(rng, templates)
    thing, other_thing = rng.sample(COUNTED, 2)
    first, second = _number(rng, one), _number(rng, other)
    return punctuate(template.replace("{a}", first).replace("{b}", second)
                     .replace("{x}", thing[1]).replace("{y}", other_thing[1])
                     .replace("{n}", rng.choice(NAMES)))


def sum_answer(one, other):
    return f"{one} plus {other} is {one + other}."


def ask_sum(rng, limit=None):
    # Sums below twenty are what is promised; the others are a bonus.
    one, other = _pair_below(rng, limit or rng.choice([20, 20, 20, 101]))
    if rng.random() < 0.2:
        heart = pick(rng, ["{a} plus {b}", "{a} plus {b}", "{a} + {b}", "{a} and {b} (together|add up|in total|altogether|make)",
                           "(add|adding|put together|sum of|total of|count|added) {a} (and|to|and then) {b}",
                           "{a} added to {b}", "numbers {a} and {b}, (add|sum|total|their sum|their total|added up)"])
        question = words_around(rng, heart.replace("{a}", _number(rng, one)).replace("{b}", _number(rng, other)))
        return question, sum_answer(one, other), str(one + other)
    return _fill(rng, ADDED, one, other), sum_answer(one, other), str(one + other)


def ask_difference(rng):
    one = rng.randrange(21) if rng.random() < 0.7 else rng.randrange(101)
    other = rng.randint(0, one)
    return _fill(rng, TAKEN, one, other), f"{one} minus {other} is {one - other}.", str(one - other)


def ask_product(rng):
    one, other = rng.randint(0, 10), rng.randint(0, 10)
    return (_fill(rng, TIMES, one, other), f"{one} times {other} is {one * other}.",
            str(one * other))


def follow_sum(rng, previous):
    """After a sum: another one, or one more step from its result."""
    if previous is not None and previous <= 20 and rng.random() < 0.5:
        step = rng.randint(0, 9)
        question = pick(rng, ["(And|Now) add {k}( to that| to it|).", "And plus {k}?", "Plus {k}?",
                              "Now {k} more."]).replace("{k}", str(step))
        return question, sum_answer(previous, step), str(previous + step)
    one, other = _pair_below(rng, 20)
    question = pick(rng, ["And {a} plus {b}?", "And {a} + {b}?", "What about {a} and {b}?",
                          "And {a} and {b}?", "Now {a} plus {b}."])
    return (question.replace("{a}", str(one)).replace("{b}", str(other)),
            sum_answer(one, other), str(one + other))


def say_sum(rng):
    one, other = _pair_below(rng, rng.choice([20, 20, 101]))
    kind = rng.random()
    if kind < 0.45:
        return f"{one} + {other} = {one + other}"
    if kind < 0.5:
        return f"{one}+{other}={one + other}"
    if kind < 0.6:
        return pick(rng, [f"(The sum|The total) of {one} and {other} is {one + other}.",
                          f"If (you|we|I) add {one} and {other}, (you|we|I) get {one + other}.",
                          f"{one} and {other} (is|make) {one + other}."])
    if kind < 0.8:
        return sum_answer(one, other)
    if one + other > 20:
        return f"{one} and {other} make {one + other}."
    return f"{in_words(one)} plus {in_words(other)} is {in_words(one + other)}.".capitalize()


def say_difference(rng):
    one = rng.randrange(21)
    other = rng.randint(0, one)
    return rng.choice([f"{one} - {other} = {one - other}", f"{one} minus {other} is {one - other}."])


def ask_order(rng):
    value = rng.randint(1, 98)
    kind = rng.randrange(5)
    shown = _number(rng, value)
    if kind == 0:
        question = pick(rng, ["What (number |)comes (straight |right |)after {a}",
                              "Which number follows {a}", "What is the (next |)number after {a}"])
        answer, short = f"The number after {value} is {value + 1}.", str(value + 1)
    elif kind == 1:
        question = pick(rng, ["What (number |)comes (just |right |)before {a}",
                              "What is the number before {a}", "Which number is before {a}"])
        answer, short = f"The number before {value} is {value - 1}.", str(value - 1)
    elif kind == 2:
        short = "even" if value % 2 == 0 else "odd"
        question = pick(rng, ["Is {a} (even or odd|odd or even)",
                              "Is (the number |){a} an (even|odd) (number|or an odd number)"])
        answer = f"{value} is {short}."
    elif kind == 3:
        other = value + rng.choice([-1, 1]) * rng.randint(1, 20)
        other = min(max(other, 0), 100)
        if other == value:
            other += 1
        short = str(max(value, other))
        question = pick(rng, ["(Which is|What is) (bigger|greater|larger|more): {a} or " + str(other),
                              "(Which|What) is (bigger|greater|larger|more), {a} or " + str(other)])
        answer = f"{short} is bigger than {min(value, other)}."
    else:
        short = in_words(value)
        question = pick(rng, ["(How do you write|Write|Spell|Say|What is) {d} in words",
                              "(What is|Write) the number {d} in words"])
        question = question.replace("{d}", str(value))
        answer = f"{value} in words is {short}."
    return punctuate(question.replace("{a}", shown)), answer, short


def ask_count(rng):
    start = rng.choice([1, 1, 1, rng.randint(1, 20)])
    end = start + rng.randint(2, 10) if start > 1 else rng.randint(3, 20)
    question = pick(rng, ["Count (from {a} |)to {b}" if start == 1 else "Count from {a} to {b}",
                          "(Can you|Please|Could you) count from {a} to {b}"])
    question = question.replace("{a}", _number(rng, start)).replace("{b}", _number(rng, end))
    return punctuate(question), ", ".join(str(n) for n in range(start, end + 1)) + ".", None
