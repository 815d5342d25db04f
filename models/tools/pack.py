# SPDX-License-Identifier: EUPL-1.2
"""Packs documents into rows of equal length, on all processor cores."""

import multiprocessing
import pathlib

import numpy as np

import corpus
import vocabulary

SHORT, LONG = 256, 1024
_SHARD = 8000


def encode(tokeniser, pieces):
    """The ids of one document and which of them are to be learnt."""
    ids, learnt = [], []
    for text, wanted in pieces:
        part = tokeniser.encode(text)
        ids += part
        learnt += [wanted] * len(part)
    return ids, learnt


def _rows(documents, length):
    """Documents side by side in rows; `owner` says which document a token belongs to."""
    tokens, owners, learnt = [], [], []
    row_tokens, row_owners, row_learnt, number = [], [], [], 1
    for ids, wanted in documents:
        ids, wanted = ids[:length], wanted[:length]
        if len(row_tokens) + len(ids) > length:
            gap = length - len(row_tokens)
            tokens.append(row_tokens + [0] * gap)
            owners.append(row_owners + [0] * gap)
            learnt.append(row_learnt + [False] * gap)
            row_tokens, row_owners, row_learnt, number = [], [], [], 1
        row_tokens += ids
        row_owners += [number] * len(ids)
        # The first token of a document follows from nothing.
        row_learnt += [False] + wanted[1:]
        number += 1
    return (np.array(tokens, np.int16), np.array(owners, np.uint8), np.array(learnt, np.bool_))


def _shard(job):
    path, seed, long = job
    tokeniser, _ = vocabulary.load(path)
    count = _SHARD // 20 if long else _SHARD
    encoded = [encode(tokeniser, pieces) for pieces in corpus.documents(seed, count, long)]
    if long:
        return None, _rows(encoded, LONG)
    short = [document for document in encoded if len(document[0]) <= SHORT]
    others = [document for document in encoded if len(document[0]) > SHORT]
    return _rows(short, SHORT), _rows(others, LONG) if others else None


def build(vocabulary_path, shards, seed):
    """All rows of length SHORT and all rows of length LONG, as (tokens, owners, learnt)."""
    # One shard in nine holds conversations that nearly fill the context.
    jobs = [(pathlib.Path(vocabulary_path), seed + number, number % 9 == 8) for number in range(shards)]
    with multiprocessing.get_context("fork").Pool() as pool:
        made = pool.map(_shard, jobs, chunksize=1)
    short = [s for s, _ in made if s is not None]
    long = [b for _, b in made if b is not None and b[0].ndim == 2]
    return [tuple(np.concatenate(parts) for parts in zip(*kind)) for kind in (short, long)]
