# SPDX-License-Identifier: EUPL-1.2
"""Trains the bundled model on one GPU and writes it as an F16 GGUF.

    python3 train.py --vocabulary vocabulary.json --out OUT [--steps N] [--shards N]
"""

import argparse
import math
import pathlib
import time

import torch
from torch.nn import functional as F

import export
import model as network
import pack
import vocabulary

SEED = 20261122
TOKENS_A_STEP = 65536
PEAK_RATE, WEIGHT_DECAY, WARM_UP = 3e-3, 0.1, 300
LONG_EVERY = 8


def rate(step, steps):
    """Rises in a line, falls as a cosine to nearly nothing."""
    warm = min(WARM_UP, steps // 5 + 1)
    if step < warm:
        return PEAK_RATE * (step + 1) / warm
    return PEAK_RATE * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (step - warm) / (steps - warm))))


def optimiser(trained):
    matrices = [p for p in trained.parameters() if p.dim() == 2]
    vectors = [p for p in trained.parameters() if p.dim() == 1]
    return torch.optim.AdamW([{"params": matrices, "weight_decay": WEIGHT_DECAY},
                              {"params": vectors, "weight_decay": 0.0}],
                             lr=PEAK_RATE, betas=(0.9, 0.95), fused=torch.cuda.is_available())


class Rows:
    """Rows of one length, dealt in a new order whenever all have been seen."""

    def __init__(self, arrays, batch_tokens, device):
        self.tokens, self.owners, self.learnt = (torch.from_numpy(a).to(device) for a in arrays)
        self.batch = max(1, min(batch_tokens // self.tokens.shape[1], len(self.tokens)))
        self.order, self.at = None, 0

    def next(self):
        if self.order is None or self.at + self.batch > len(self.tokens):
            self.order, self.at = torch.randperm(len(self.tokens)).to(self.tokens.device), 0
        chosen = self.order[self.at:self.at + self.batch]
        self.at += self.batch
        return self.tokens[chosen].long(), self.owners[chosen], self.learnt[chosen]


def loss_of(trained, ids, owners, learnt):
    """Every token sees what is before it in its own document."""
    length = ids.shape[1]
    causal = torch.ones(length, length, dtype=torch.bool, device=ids.device).tril()
    mask = (owners[:, None, :] == owners[:, :, None]) & causal
    logits = trained(ids, mask[:, None])
    losses = F.cross_entropy(logits[:, :-1].flatten(0, 1).float(), ids[:, 1:].flatten(), reduction="none")
    weight = learnt[:, 1:].flatten().float()
    return (losses * weight).sum() / weight.sum()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--vocabulary", required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--steps", type=int, default=17000)
    parser.add_argument("--shards", type=int, default=225)
    parser.add_argument("--batch-tokens", type=int, default=TOKENS_A_STEP)
    arguments = parser.parse_args()
    began = time.time()
    torch.manual_seed(SEED)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokeniser, stored = vocabulary.load(arguments.vocabulary)
    # Before CUDA starts, since the workers are forked.
    arrays = pack.build(arguments.vocabulary, arguments.shards, SEED)
    print(f"{time.time() - began:.0f} s: rows " + ", ".join(str(a[0].shape) for a in arrays), flush=True)
    short, long = (Rows(a, arguments.batch_tokens, device) for a in arrays)
    trained = network.Model(len(stored["vocabulary"])).to(device)
    compiled = torch.compile(loss_of) if device == "cuda" else loss_of
    adam = optimiser(trained)
    torch.backends.cuda.matmul.allow_tf32 = True
    timed = time.time()
    for step in range(arguments.steps):
        rows = long if step % LONG_EVERY == LONG_EVERY - 1 else short
        for group in adam.param_groups:
            group["lr"] = rate(step, arguments.steps)
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            loss = compiled(trained, *rows.next())
        adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained.parameters(), 1.0)
        adam.step()
        if step == 39:
            # The first steps compile; the pace is told from here on.
            print(f"first 40 steps: {loss.item():.3f}, {time.time() - timed:.0f} s", flush=True)
            timed = time.time()
        elif step % 200 == 199 or step == arguments.steps - 1:
            pace = (time.time() - timed) / max(1, step - 39)
            print(f"step {step + 1} loss {loss.item():.4f} {pace * 1000:.1f} ms a step", flush=True)
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.save(trained.state_dict(), arguments.out / "weights.pt")
    parameters = export.write_gguf(arguments.out / "rocinfer-tiny-f16.gguf", trained, stored)
    print(f"{parameters} parameters, {time.time() - began:.0f} s in all", flush=True)
    export.write_expected(arguments.out / "expected.json", trained.float().eval(), tokeniser)


if __name__ == "__main__":
    main()
