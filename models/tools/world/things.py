# SPDX-License-Identifier: EUPL-1.2
"""Animals, colours, opposites, the calendar and other small facts."""

# name: (sound, home, young, legs, class, food)
ANIMALS = {
    "dog": ("woof", "in a kennel", "puppy", 4, "mammal", "meat"),
    "cat": ("meow", "in a house", "kitten", 4, "mammal", "fish"),
    "cow": ("moo", "on a farm", "calf", 4, "mammal", "grass"),
    "sheep": ("baa", "on a farm", "lamb", 4, "mammal", "grass"),
    "pig": ("oink", "in a sty", "piglet", 4, "mammal", "corn"),
    "horse": ("neigh", "in a stable", "foal", 4, "mammal", "hay"),
    "duck": ("quack", "on a pond", "duckling", 2, "bird", "weeds"),
    "hen": ("cluck", "in a coop", "chick", 2, "bird", "seeds"),
    "goat": ("bleat", "on a farm", "kid", 4, "mammal", "leaves"),
    "lion": ("roar", "in the grassland", "cub", 4, "mammal", "meat"),
    "tiger": ("growl", "in the jungle", "cub", 4, "mammal", "meat"),
    "bear": ("growl", "in the forest", "cub", 4, "mammal", "honey"),
    "wolf": ("howl", "in the forest", "pup", 4, "mammal", "meat"),
    "fox": ("bark", "in a den", "cub", 4, "mammal", "mice"),
    "frog": ("croak", "in a pond", "tadpole", 4, "amphibian", "flies"),
    "owl": ("hoot", "in a tree", "owlet", 2, "bird", "mice"),
    "bee": ("buzz", "in a hive", "larva", 6, "insect", "nectar"),
    "mouse": ("squeak", "in a hole", "pup", 4, "mammal", "cheese"),
    "snake": ("hiss", "in the grass", "hatchling", 0, "reptile", "mice"),
    "elephant": ("trumpet", "in the grassland", "calf", 4, "mammal", "leaves"),
    "monkey": ("chatter", "in the jungle", "infant", 2, "mammal", "bananas"),
    "crow": ("caw", "in a tree", "chick", 2, "bird", "seeds"),
    "donkey": ("bray", "on a farm", "foal", 4, "mammal", "hay"),
    "goose": ("honk", "on a pond", "gosling", 2, "bird", "grass"),
    "seal": ("bark", "by the sea", "pup", 0, "mammal", "fish"),
    "whale": (None, "in the sea", "calf", 0, "mammal", "krill"),
    "fish": (None, "in the water", "fry", 0, "fish", "weeds"),
    "spider": (None, "in a web", "spiderling", 8, "arachnid", "flies"),
    "ant": (None, "in a nest", "larva", 6, "insect", "crumbs"),
    "rabbit": (None, "in a burrow", "kit", 4, "mammal", "carrots"),
    "squirrel": (None, "in a tree", "kit", 4, "mammal", "nuts"),
    "camel": (None, "in the desert", "calf", 4, "mammal", "grass"),
    "penguin": (None, "on the ice", "chick", 2, "bird", "fish"),
    "kangaroo": (None, "in Australia", "joey", 2, "mammal", "grass"),
    "deer": (None, "in the forest", "fawn", 4, "mammal", "leaves"),
    "giraffe": (None, "in the grassland", "calf", 4, "mammal", "leaves"),
    "butterfly": (None, "in a garden", "caterpillar", 6, "insect", "nectar"),
    "swan": (None, "on a lake", "cygnet", 2, "bird", "weeds"),
    "hedgehog": (None, "in a hedge", "hoglet", 4, "mammal", "worms"),
    "tortoise": (None, "in a garden", "hatchling", 4, "reptile", "leaves"),
}

# thing: colour; a bare plural or "the …" form that starts a sentence as it is
COLOURS_OF = {
    "the sky": "blue", "the sea": "blue", "grass": "green", "a leaf": "green",
    "a banana": "yellow", "the sun": "yellow", "a lemon": "yellow",
    "snow": "white", "milk": "white", "a cloud": "white", "salt": "white",
    "coal": "black", "the night": "black", "a crow": "black",
    "blood": "red", "a tomato": "red", "a strawberry": "red", "a fire engine": "red",
    "a ruby": "red", "an orange": "orange", "a carrot": "orange", "a pumpkin": "orange",
    "chocolate": "brown", "wood": "brown", "a chestnut": "brown", "mud": "brown",
    "a flamingo": "pink", "a pig": "pink", "an elephant": "grey", "a mouse": "grey",
    "ash": "grey", "a plum": "purple", "lavender": "purple", "a frog": "green",
    "a cucumber": "green", "a cherry": "red", "butter": "yellow", "paper": "white",
    "an emerald": "green", "a sapphire": "blue", "gold": "yellow", "silver": "grey",
    "a polar bear": "white", "a swan": "white", "an aubergine": "purple", "a pea": "green",
}

COLOURS = ["red", "blue", "green", "yellow", "orange", "purple", "pink", "brown",
           "black", "white", "grey"]

MIXES = {("red", "yellow"): "orange", ("blue", "yellow"): "green",
         ("red", "blue"): "purple", ("red", "white"): "pink",
         ("black", "white"): "grey", ("red", "green"): "brown"}

OPPOSITES = """hot cold|big small|tall short|up down|in out|left right|happy sad|
day night|black white|open closed|full empty|fast slow|old young|wet dry|hard soft|
heavy light|high low|long brief|early late|rich poor|strong weak|near far|good bad|
clean dirty|loud quiet|thick thin|wide narrow|deep shallow|sweet sour|true false|
yes no|first last|begin end|start stop|push pull|give take|buy sell|win lose|
love hate|friend enemy|before after|above below|inside outside|front back|top bottom|
always never|more less|many few|same different|safe dangerous|brave afraid|
kind cruel|rough smooth|sharp blunt|awake asleep|alive dead|east west|north south|
laugh cry|come go|arrive leave|remember forget|find hide|question answer|
summer winter|light dark|beautiful ugly|easy difficult|polite rude|tight loose|odd even|
right wrong|sunrise sunset|brother sister|king queen|boy girl|man woman|
mother father|uncle aunt|day night|accept refuse|success failure|noisy silent|
public private|straight crooked|cheap expensive|warm cool|ancient modern"""

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
          "September", "October", "November", "December"]

MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

SEASON_OF = {"December": "winter", "January": "winter", "February": "winter",
             "March": "spring", "April": "spring", "May": "spring",
             "June": "summer", "July": "summer", "August": "summer",
             "September": "autumn", "October": "autumn", "November": "autumn"}

SEASONS = ["spring", "summer", "autumn", "winter"]

_UNITS = ("zero one two three four five six seven eight nine ten eleven twelve thirteen "
          "fourteen fifteen sixteen seventeen eighteen nineteen").split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(number):
    """0 to 100 in words, as UK English writes them."""
    if number < 20:
        return _UNITS[number]
    if number == 100:
        return "one hundred"
    tens = _TENS[number // 10 - 2]
    return tens if number % 10 == 0 else tens + "-" + _UNITS[number % 10]


def opposite_pairs():
    """Every pair in both directions; a word with two opposites keeps the first."""
    pairs = {}
    for pair in OPPOSITES.replace("\n", "").split("|"):
        one, other = pair.split()
        pairs.setdefault(one, other)
        if other != "light" and other != "brief":
            pairs.setdefault(other, one)
    pairs["short"] = "long"
    pairs["long"] = "short"
    pairs.pop("brief", None)
    return pairs


def article(word):
    """`an owl`, `a fox`."""
    return ("an " if word[0] in "aeiou" else "a ") + word
