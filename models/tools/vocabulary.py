# SPDX-License-Identifier: EUPL-1.2
"""Makes the vocabulary from a sample of the corpus: plain Python, about a minute."""

import json
import pathlib
import sys

import bpe
import corpus

SIZE = 3072
SAMPLE_SEED, SAMPLE = 7, 60000

# Answers that tests look at by their first token alone.
MUST_BE_ONE_TOKEN = [" positive", " negative", "Positive", "Negative",
                     " Paris", " Tokyo", " France", " Japan", " Madrid", " Rome", " Berlin", " London"]


def make():
    texts = []
    for pieces in corpus.documents(SAMPLE_SEED, SAMPLE):
        text = "".join(part for part, _ in pieces)
        for control in corpus.CONTROL:
            text = text.replace(control, "\n")
        texts.append(text)
    # Said often enough to win their own merges.
    texts += ["".join(MUST_BE_ONE_TOKEN)] * 400
    return bpe.train(texts, SIZE, corpus.CONTROL)


def load(path):
    stored = json.loads(pathlib.Path(path).read_text())
    return bpe.Tokeniser(stored["vocabulary"], [tuple(m) for m in stored["merges"]], corpus.CONTROL), stored


if __name__ == "__main__":
    vocabulary, merges = make()
    tokeniser = bpe.Tokeniser(vocabulary, merges, corpus.CONTROL)
    for word in MUST_BE_ONE_TOKEN:
        assert len(tokeniser.encode(word)) == 1, word
    target = pathlib.Path(sys.argv[1])
    target.write_text(json.dumps({"vocabulary": vocabulary, "merges": merges}))
    print(len(vocabulary), "tokens,", len(merges), "merges")
