# SPDX-License-Identifier: EUPL-1.2
"""Sentences with a feeling, positive or negative, and questions about it.

A fixed tenth of all sentences, chosen by a checksum of their letters, is kept
out of training, and so are a few whole frames (see heldout.py).
"""

import re
import zlib

from topics.phrasing import expand, pick, words_around
from world.countries import sentence_start

GOOD = """wonderful lovely great good excellent fantastic amazing beautiful brilliant delightful
superb perfect pleasant charming splendid marvellous enjoyable terrific nice fine fabulous
interesting friendly helpful cheerful exciting thrilling relaxing peaceful inspiring
impressive outstanding stunning gorgeous magnificent refreshing funny comfortable clever
entertaining heavenly incredible glorious sunny magical memorable fun kind superior
satisfying uplifting special sweet fresh happy""".split()

BAD = """terrible awful horrible bad dreadful poor nasty ugly boring dull disgusting unpleasant
rude cruel dirty filthy broken slow painful miserable gloomy sad annoying disappointing
useless worthless frightening scary rotten horrid grim lousy pathetic frustrating irritating
uncomfortable unfriendly unhelpful stressful tiring worrying shocking hopeless tragic
depressing appalling atrocious stale noisy mediocre tedious unbearable ghastly unfair
wretched upsetting smelly messy""".split()

THINGS = """food film book weather hotel room service holiday day party music concert meal soup
cake journey train game park garden house phone shop staff play lesson story song beach view
picture restaurant breakfast dinner show trip bed dress morning evening weekend coffee tea
city museum school job car present visit walk bus class""".split()

POSITIVE_VERBS = ["love", "like", "adore", "enjoy", "really like", "really love", "really enjoyed",
                  "loved", "liked", "adored", "enjoyed", "am happy with", "am pleased with",
                  "was delighted with", "am so glad about", "am a fan of", "was thrilled by",
                  "am thankful for", "always enjoy", "can only praise", "was impressed by"]
NEGATIVE_VERBS = ["hate", "dislike", "detest", "loathe", "cannot stand", "do not like", "don't like",
                  "hated", "disliked", "did not enjoy", "didn't like", "was bored by", "regret",
                  "am unhappy with", "am angry about", "am tired of", "was disappointed by",
                  "was disgusted by", "cannot bear", "am fed up with", "was shocked by"]

POSITIVE_EVENTS = """I won a prize|my friend gave me a present|we laughed all day|I passed my exam|
the sun is shining|my team won the game|I got a new puppy|my mother hugged me|I found my lost cat|
we danced all night|they gave me flowers|I made a new friend|the children are smiling|my wish came true|
I slept very well|everything went well|my plan worked|I got the job|the baby smiled at me|
we had so much fun|I would recommend it to everyone|I cannot wait to go back|it made me smile|
it made my day|this is the best day of my life|I would buy it again|five stars from me|
everyone was so kind to me|thank you for your kind help|it was worth every penny|
we are getting married|my grandmother is healthy again|I finally finished my book|
he told me that he loves me|she said I did very well|I want to come back soon|
it works like a charm|they helped me at once|what a treat|you are my best friend|
I could not be happier|it tastes delicious|the doctor had good news|we got the best seats"""

NEGATIVE_EVENTS = """I lost my keys|my dog is ill|I failed my exam|the train was late again|I broke my arm|
someone stole my bike|it rained on my birthday|my team lost the game|my phone is broken|
nobody came to my party|I missed the bus|my friend shouted at me|they forgot my birthday|
I cried all night|my tooth hurts|everything went wrong|the dog bit me|I burnt the dinner|
we waited for hours|I want my money back|I will never go there again|it broke after one day|
this is the worst day of my life|I would not recommend it to anyone|it made me cry|
it ruined my day|one star from me|nobody helped me|it was a waste of money|what a waste of time|
my cat died|I lost my job|she lied to me|he was very rude to me|they were mean to me|
I feel ill|the milk was sour|my bag was stolen|the roof is leaking|I am all alone|
I never want to see it again|it does not work|it tastes disgusting|the doctor had bad news|
we had to sleep on the floor|they ignored us"""

GLAD = """happy glad joyful delighted proud excited thankful hopeful content cheerful pleased
grateful thrilled overjoyed lucky merry relaxed""".split()
UNHAPPY = """sad angry upset afraid lonely worried tired hurt ashamed jealous bored anxious
furious unhappy scared miserable disappointed stressed""".split()

FRAMES = [
    "(The|This|My|Our|That) {t} (was|is|seems|seemed) {d}{a}", "(The|This|My|Our|Their) {t} was {d}{a}",
    "What (a|an) {d0}{a} {t}", "I think (the|this|that|your|our) {t} (is|was) {d}{a}",
    "I found (the|this|that|our) {t} {d}{a}", "It (was|is) (a|an) {d}{a} {t}",
    "We had (a|an) {d}{a} {t}", "Such (a|an) {a} {t}", "How {a} (the|this|that) {t} (is|was)",
    "(The|This|Our) {t} was {a} and {b}", "My (friend|mother|brother|sister) said the {t} was {a}",
    "(Today|Yesterday|Last week) the {t} was {d}{a}", "The {t} looks {d}{a}", "The {t} sounded {d}{a} to me",
    "Everything about the {t} was {a}", "This {a} {t} (made|makes) me {f}",
    "(A|An) {d0}{a} {t}", "I am {f} (because|since) the {t} was {a}",
    "I have never (seen|had) such (a|an) {a} {t}",
    "The {t} in this town is {d}{a}", "(The|This) {t} turned out to be {a}", "{a} {t}",
]
HELD_OUT_FRAMES = [
    "All in all, the {t} could only be called {a}", "In the end it proved to be (a|an) {a} {t}",
    "For us, that {t} came across as {a}",
]
DEGREES = ["", "", "", "very ", "really ", "so ", "absolutely ", "quite ", "truly ", "simply ", "just "]
_DECISIVE = {"not", "never", "no", "good", "nice", "kind", "best", "like", "well", "right", "true", "friend", "help", "wish"}
_LABELS = ("negative", "positive")


def _lines(text):
    return [line.strip() for line in text.replace("\n", "").split("|")]


_EVENTS = (_lines(NEGATIVE_EVENTS), _lines(POSITIVE_EVENTS))
_FEELINGS = (UNHAPPY, GLAD)
_WORDS = (BAD, GOOD)
_VERBS = (NEGATIVE_VERBS, POSITIVE_VERBS)


def repair_articles(text):
    """`a awful day` becomes `an awful day`, and the reverse."""
    text = re.sub(r"\b([Aa])n? (?=[aeiouAEIOU])", r"\1n ", text)
    return re.sub(r"\b([Aa])n (?=[^aeiouAEIOU])", r"\1 ", text)


def _framed(rng, frame, good):
    words = _WORDS[good]
    sentence = expand(rng, frame)
    first, second = rng.sample(words, 2)
    sentence = (sentence.replace("{d0}", rng.choice(["", "", "very ", "really "]))
                .replace("{d}", rng.choice(DEGREES)).replace("{a}", first).replace("{b}", second)
                .replace("{t}", rng.choice(THINGS)).replace("{f}", rng.choice(_FEELINGS[good])))
    return repair_articles(sentence)


def _sentence(rng, good):
    kind = rng.random()
    if kind < 0.1:
        # A telling word among others: whatever the sentence, that word decides.
        heart = pick(rng, [rng.choice(_WORDS[good]), rng.choice(_FEELINGS[good]), rng.choice(_WORDS[good]) + " " + rng.choice(THINGS)])
        neutral = words_around(rng, heart).rstrip("?.")
        if not _DECISIVE.intersection(neutral.lower().replace(heart, "").replace(",", "").replace(".", "").replace(":", "").split()):
            return neutral
    if kind < 0.42:
        return _framed(rng, rng.choice(FRAMES), good)
    if kind < 0.56:
        subject = rng.choice(["I", "I", "I", "We"]) if rng.random() < 0.9 else "My sister and I"
        verb = rng.choice(_VERBS[good])
        if subject != "I":
            verb = re.sub(r"^am ", "are ", re.sub(r"^was ", "were ", verb))
        thing = pick(rng, ["(this|the|that|my|our) {t}", "this {a} {t}", "(the|that) {t}", "this {t} (a lot|very much)"
                           if verb in ("love", "like", "hate", "dislike", "enjoyed", "loved", "hated") else "this {t}"])
        return (f"{subject} {verb} {thing}".replace("{t}", rng.choice(THINGS))
                .replace("{a}", rng.choice(_WORDS[good])))
    if kind < 0.76:
        event = rng.choice(_EVENTS[good])
        before = rng.choice(["", "", "", "Today ", "Well, ", "This morning ", "And then ", "You know, "])
        after = rng.choice(["", "", "", f" and I am {rng.choice(_FEELINGS[good])}", " today",
                            f", I am so {rng.choice(_FEELINGS[good])}", f", how {rng.choice(_WORDS[good])}"])
        if " today" in after and ("today" in event or before):
            after = ""
        return before + event + after
    if kind < 0.88:
        feeling = rng.choice(_FEELINGS[good])
        who = pick(rng, ["I (am|feel|was|felt)", "We (are|feel|were|felt)", "She (is|feels|was|felt)",
                         "He (is|feels|was|felt)", "My (mother|father|friend|brother|sister) (is|was|felt)"])
        when = rng.choice(["", "", " today", " now", " about it", " this morning", " because of the " + rng.choice(THINGS)])
        return f"{who} {rng.choice(DEGREES)}{feeling}{when}"
    # Turned round: not good is bad, not bad is good.
    opposite = rng.choice(["bad", "bad at all", "terrible", "boring", "awful", "ugly"] if good else
                          ["good", "nice", "great", "fun", "kind", "helpful", "interesting", "pleasant",
                           "beautiful", "friendly", "happy", "enjoyable", "good at all", "comfortable"])
    negated = rng.choice(["was not", "is not", "wasn't", "isn't", "was never"])
    subject = pick(rng, ["(The|This|My|Our) {t}", "It"]).replace("{t}", rng.choice(THINGS))
    if not good and rng.random() < 0.4:
        opposite = "very " + opposite.replace(" at all", "")
    return f"{subject} {negated} {opposite}"


def is_held_out(sentence):
    letters = re.sub(r"[^a-z]", "", sentence.lower())
    return zlib.crc32(letters.encode()) % 10 == 0


def sentence(rng, held_out=False):
    """One sentence and its label. With `held_out`, one that training never sees."""
    while True:
        good = rng.random() < 0.5
        if held_out and rng.random() < 0.3:
            text = _framed(rng, rng.choice(HELD_OUT_FRAMES), good)
        else:
            text = _sentence(rng, good)
            if is_held_out(text) != held_out:
                continue
        text = sentence_start(repair_articles(text)) + rng.choice([".", ".", ".", "!"])
        return text, _LABELS[good]


def label_text(rng):
    """A plain text and the one word that ends it: the feeling."""
    text, label = sentence(rng)
    if rng.random() < 0.15:
        text = text.rstrip(".!")
    if rng.random() < 0.12:
        text = text.lower()
    form = rng.choice(["Text: {s}\nFeeling:"] * 5 + [
        "Text: {s}\nSentiment:", "Review: {s}\nSentiment:", "Review: {s}\nFeeling:", "Sentence: {s}\nFeeling:",
        "Sentence: {s}\nSentiment:", "{s}\nFeeling:", "{s}\nSentiment:", "{s} Feeling:",
        "Text: {s} Feeling:", "Tweet: {s}\nSentiment:", "Positive or negative? {s}\nAnswer:",
        "Classify the sentiment as positive or negative.\nText: {s}\nSentiment:",
        "Is this positive or negative?\n{s}\nAnswer:", "Input: {s}\nLabel:", "Text: {s}\nLabel:"])
    return form.replace("{s}", text), " " + label


def ask_feeling(rng):
    text, label = sentence(rng)
    form = pick(rng, [
        "Is (this|the following|this sentence|this text|the next sentence|this review) positive or negative( in feeling|)(:|?) {s}",
        "Positive or negative(:|?) {s}", "(What is|Tell me|Name|Give me) the (feeling|sentiment|mood) of this( sentence| text|): {s}",
        "(Classify|Label|Judge|Rate)( the feeling of| the sentiment of|)( this| the sentence|): {s}",
        "{s} Is (that|this|it) positive or negative?", "(Feeling|Sentiment): {s}",
        "{s} (What is the feeling|What feeling is this|Which feeling is it)?",
        "Does this sound positive or negative: {s}", "Text: {s}\nFeeling:", "Text: {s}\nIs the text positive or negative?"])
    word = label.capitalize()
    return form.replace("{s}", text), word + ".", label


def react(rng):
    """Somebody says how they are, and gets a kind answer."""
    good = rng.random() < 0.5
    feeling = rng.choice(_FEELINGS[good])
    when = rng.choice(["", "", " today", " now"])
    said = rng.choice(["I am ", "I feel ", "I'm "]) + rng.choice(["", "", "very ", "so "]) + feeling + when + "."
    return said, (f"I am glad that you feel {feeling}." if good else f"I am sorry that you feel {feeling}."), None
