# SPDX-License-Identifier: EUPL-1.2
"""A byte-level BPE vocabulary: training, encoding, decoding.

The splits are those that llama.cpp makes for the pre-tokeniser "smollm": every
digit stands alone, then GPT-2's rules. Training must see the very same splits,
or the model would meet tokens that it has never learnt from.
"""

import collections
import re
import unicodedata

PRE_TOKENISER = "smollm"
_CONTRACTIONS = ("'s", "'t", "'re", "'ve", "'m", "'ll", "'d")


def byte_letters():
    """GPT-2's printable stand-in for each byte."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters, spare = {}, 256
    for byte in range(256):
        if byte in kept:
            letters[byte] = chr(byte)
        else:
            letters[byte] = chr(spare)
            spare += 1
    return letters


_LETTER_OF = byte_letters()


def _kind(char):
    if char.isspace():
        return "space"
    group = unicodedata.category(char)[0]
    return {"L": "letter", "N": "number"}.get(group, "other")


def _split_run(text):
    """GPT-2's rules on a text without digits (other numbers can still occur)."""
    words, at, end = [], 0, len(text)
    while at < end:
        contraction = next((c for c in _CONTRACTIONS if text.startswith(c, at)), None)
        if contraction:
            words.append(contraction)
            at += len(contraction)
            continue
        start = at
        first = at + 1 if text[at] == " " and at + 1 < end else at
        kind = _kind(text[first])
        if kind != "space":
            at = first
            while at < end and _kind(text[at]) == kind:
                at += 1
        else:
            while at < end and text[at].isspace():
                at += 1
            # The last blank belongs to the word that follows it.
            if at < end and at - start > 1:
                at -= 1
        words.append(text[start:at])
    return words


def split(text):
    """The words within which merges may happen."""
    words = []
    for run in re.split(r"(\d)", text):
        if len(run) == 1 and run.isdigit():
            words.append(run)
        elif run:
            words += _split_run(run)
    return words


def _as_letters(word):
    return "".join(_LETTER_OF[byte] for byte in word.encode())


def train(texts, size, control):
    """The vocabulary (control tokens, bytes, merges) and the merges, in order."""
    counts = collections.Counter()
    for text in texts:
        counts.update(split(text))
    words = [(list(_as_letters(word)), count) for word, count in sorted(counts.items())]
    pairs, where = collections.Counter(), collections.defaultdict(set)
    for index, (word, count) in enumerate(words):
        for pair in zip(word, word[1:]):
            pairs[pair] += count
            where[pair].add(index)
    vocabulary = list(control) + [_LETTER_OF[byte] for byte in range(256)]
    known = set(vocabulary)
    merges = []
    while len(vocabulary) < size:
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        merged = best[0] + best[1]
        if merged not in known:
            known.add(merged)
            vocabulary.append(merged)
        for index in list(where[best]):
            word, count = words[index]
            for pair in zip(word, word[1:]):
                pairs[pair] -= count
                where[pair].discard(index)
            at = 0
            while at < len(word) - 1:
                if word[at] == best[0] and word[at + 1] == best[1]:
                    word[at:at + 2] = [merged]
                at += 1
            for pair in zip(word, word[1:]):
                pairs[pair] += count
                where[pair].add(index)
        pairs.pop(best, None)
    return vocabulary, merges


class Tokeniser:
    """Text to ids and back. Control tokens in the text become their own ids."""

    def __init__(self, vocabulary, merges, control):
        self.vocabulary = vocabulary
        self.control = control
        self._id = {token: index for index, token in enumerate(vocabulary)}
        self._rank = {tuple(pair): rank for rank, pair in enumerate(merges)}
        self._cache = {}
        self._control_split = re.compile("(" + "|".join(re.escape(c) for c in control) + ")")
        self._byte_of = {letter: byte for byte, letter in _LETTER_OF.items()}

    def _word(self, word):
        ids = self._cache.get(word)
        if ids is None:
            parts = list(_as_letters(word))
            while len(parts) > 1:
                ranks = [self._rank.get(pair, 1 << 30) for pair in zip(parts, parts[1:])]
                lowest = min(ranks)
                if lowest == 1 << 30:
                    break
                at = ranks.index(lowest)
                parts[at:at + 2] = [parts[at] + parts[at + 1]]
            ids = [self._id[part] for part in parts]
            if len(self._cache) < 400000:
                self._cache[word] = ids
        return ids

    def encode(self, text):
        ids = []
        for part in self._control_split.split(text):
            if part in self.control:
                ids.append(self._id[part])
            elif part:
                for word in split(part):
                    ids += self._word(word)
        return ids

    def decode(self, ids):
        data = bytearray()
        for index in ids:
            token = self.vocabulary[index]
            if token in self.control:
                data += token.encode()
            else:
                data += bytes(self._byte_of[letter] for letter in token)
        return data.decode(errors="replace")
