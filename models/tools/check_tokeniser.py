#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Compares the tokeniser that training used with llama-server's own, text by text.

    python3 check_tokeniser.py vocabulary.json [--model FILE] [--server llama-server]
"""

import argparse
import pathlib
import sys

import corpus
import vocabulary
from engine import Engine

ODD = ["  two  spaces\n\n\nlines \t tab 12 345 +-= don't we'll I'M", "é ñ 日本 ½ ² 😀", "A  \n  b", "x ", " ", "\n",
       "  12  34 ", "...'s 'S", "<|im_start|>user\n<|im_end|>\n"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("vocabulary")
    parser.add_argument("--model", default=pathlib.Path(__file__).resolve().parent.parent / "rocinfer-tiny.gguf")
    parser.add_argument("--server", default="llama-server")
    arguments = parser.parse_args()
    tokeniser, _ = vocabulary.load(arguments.vocabulary)
    texts = ODD + ["".join(text for text, _ in pieces) for pieces in corpus.documents(99, 2000)]
    with Engine(arguments.model, arguments.server, threads=1) as engine:
        differing = [text for text in texts if engine.tokenise(text) != tokeniser.encode(text)]
    print(len(texts) - len(differing), "of", len(texts), "texts alike")
    for text in differing[:5]:
        print(repr(text))
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
