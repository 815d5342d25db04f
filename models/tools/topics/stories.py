# SPDX-License-Identifier: EUPL-1.2
"""Stories of a few sentences, each with a beginning, a worry, a helper and an end."""

from topics.feelings import repair_articles
from topics.phrasing import expand, punctuate
from world.people import NAMES

HEROES = ["fox", "bear", "rabbit", "mouse", "cat", "dog", "owl", "frog", "duck", "hedgehog", "squirrel",
          "lion", "elephant", "penguin", "tortoise", "sheep", "horse", "bee", "girl", "boy", "wolf", "hen",
          "king", "queen", "robot", "dragon", "sailor", "farmer"]
TRAITS = ["little", "small", "young", "brave", "kind", "clever", "shy", "curious", "happy", "quiet", "old",
          "busy", "sleepy", "hungry", "lonely"]
PLACES = ["in a green forest", "by the sea", "on a quiet farm", "near a big lake", "in a small village",
          "on a high hill", "in an old house", "by a river", "at the edge of a wood", "in a warm garden"]
HELPERS = ["owl", "crow", "mouse", "old woman", "bear", "fox", "frog", "donkey", "bee", "fisherman", "goat", "swan"]

# worry, what the helper does, what then happens
PLOTS = [
    ("lost the way home in the dark", "lit a lantern and led the way",
     "found the door and went inside"),
    ("lost a red ball", "looked under every bush", "found the ball behind a tree"),
    ("was very hungry and had no food", "shared a loaf of bread", "ate until nothing was left"),
    ("wanted to cross the river but could not swim", "built a small boat", "crossed the river safely"),
    ("had no friends to play with", "asked to play a game", "played until the sun went down"),
    ("was afraid of the storm", "sang a soft song", "fell asleep and was not afraid any more"),
    ("wanted to see the top of the hill", "showed a path between the rocks", "stood on the top and saw the whole world"),
    ("fell into a deep hole", "threw down a long rope", "climbed out again"),
    ("broke a blue cup and was sad", "brought some glue", "mended the cup and smiled"),
    ("could not sleep because the night was noisy", "closed the window and told a tale", "slept until morning"),
    ("wanted to grow the tallest flower", "gave it water every day", "had the tallest flower of all"),
    ("found a key but did not know the door", "knew of a door under the hill", "opened the door and found a golden bell"),
]
LESSONS = ["They were friends from that day on.", "They shared a cake and laughed.",
           "Everybody was happy, and nobody was alone.", "Since then they meet every day.",
           "That night the stars were very bright."]


def story(rng, hero=None, name=None):
    hero = hero or rng.choice(HEROES)
    name = name or rng.choice(NAMES)
    worry, help_given, outcome = rng.choice(PLOTS)
    helper = rng.choice([h for h in HELPERS if h != hero])
    parts = [
        f"(Once upon a time|Once upon a time,|Long ago|One day) there was a {rng.choice(TRAITS)} {hero} called {name}",
        f"(|{name} lived {rng.choice(PLACES)}. )One (day|morning|evening), {name} {worry}.",
        f"A{'n' if helper[0] in 'ao' else ''} {helper} (came by|heard about it|saw it) and (asked what was wrong|wanted to help).",
        f"The {helper} {help_given}.",
        f"(At last|Soon|In the end), {name} {outcome}.",
        f"(\"Thank you,\" said {name}. |{name} said thank you. |){rng.choice(LESSONS)}",
        "The end.",
    ]
    text = expand(rng, parts[0]).replace("Once upon a time there", "Once upon a time, there")
    text = text.replace("Long ago there", "Long ago, there").replace("One day there", "One day, there")
    return repair_articles(text + ". " + " ".join(expand(rng, part) for part in parts[1:]))


def ask_story(rng):
    choice = rng.random()
    hero = name = None
    if choice < 0.45:
        hero = rng.choice(HEROES)
        about = f" about a{'n' if hero[0] in 'aeiou' else ''} {hero}"
    elif choice < 0.6:
        hero, name = rng.choice(HEROES), rng.choice(NAMES)
        about = f" about a{'n' if hero[0] in 'aeiou' else ''} {hero} called {name}"
    else:
        about = ""
    question = expand(rng, "(Tell me|Write|Please tell me|Can you tell me|Write me|I would like|Make up|"
                           "Give me|Please write|Could you write|Tell us|Read me) a( short| little| nice| small|) (story|story|story|tale)")
    return punctuate(question + about), story(rng, hero, name), None
