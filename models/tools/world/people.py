# SPDX-License-Identifier: EUPL-1.2
"""Names of people, made-up names, jobs, pets and foods for small talk and memory."""

NAMES = """Ada Alan Albert Alice Amir Amy Ana Andrew Anna Arthur Asha Ben Beth Bob Boris
Carl Carla Carol Charles Chen Clara Daniel David Diana Dora Edith Edward Ella Elsa Emil
Emily Emma Eric Eva Fatima Felix Fiona Frank Freya George Grace Greta Hana Hannah Harry
Hassan Helen Henry Hugo Ian Ida Igor Ines Iris Isaac Ivan Jack Jacob James Jane Jean John
Jonas Josh Julia Karl Kate Kim Klara Kofi Lara Laura Lena Leo Liam Lily Linda Lisa Louis
Lucy Luke Maria Mark Martin Mary Max Maya Mia Milo Mina Mohammed Molly Nadia Nico Nina
Noah Nora Olga Oliver Omar Oscar Owen Paul Peter Petra Priya Rachel Ravi Robert Rosa Ruth
Sam Sara Sarah Simon Sofia Sophie Stella Susan Tara Theo Thomas Tim Tom Uma Vera Victor
Wei William Yara Yusuf Zara Zoe""".split()

_STARTS = "b br c ch d dr f fl g gr h j k l m n p pr q r s sh st t th tr v w y z".split()
_VOWELS = "a e i o u ai ea ia io oo".split()
_ENDS = ["", "", "", "n", "l", "r", "s", "m", "x", "k", "nd", "th"]


def made_up(rng):
    """A word that nobody has seen, so that names are learnt by copying, not by heart."""
    count = rng.choice([2, 2, 3])
    word = "".join(rng.choice(_STARTS) + rng.choice(_VOWELS) for _ in range(count))
    return (word + rng.choice(_ENDS)).capitalize()


def person(rng):
    """A name: often a real one, sometimes made up."""
    return rng.choice(NAMES) if rng.random() < 0.6 else made_up(rng)


JOBS = """teacher nurse doctor baker farmer singer painter pilot builder gardener cook
writer dentist driver sailor student engineer librarian plumber carpenter""".split()

PETS = "dog cat rabbit hamster parrot pony goldfish tortoise mouse duck".split()

FOODS = """apples bread cheese soup pizza rice pasta cake chocolate honey eggs pancakes
porridge salad strawberries bananas noodles curry potatoes biscuits""".split()

HOBBIES = """reading swimming painting dancing singing cooking cycling running fishing
gardening chess football tennis knitting music sailing hiking drawing""".split()

# singular, plural: for sums told as little stories
COUNTED = [("apple", "apples"), ("pear", "pears"), ("book", "books"), ("coin", "coins"),
           ("marble", "marbles"), ("sweet", "sweets"), ("pencil", "pencils"),
           ("flower", "flowers"), ("egg", "eggs"), ("card", "cards"), ("ball", "balls"),
           ("stamp", "stamps"), ("shell", "shells"), ("biscuit", "biscuits"),
           ("orange", "oranges"), ("toy", "toys"), ("sheep", "sheep"), ("key", "keys")]
