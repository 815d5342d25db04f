# SPDX-License-Identifier: EUPL-1.2
"""The network, as llama.cpp's architecture "llama" computes it."""

import torch
from torch import nn
from torch.nn import functional as F

WIDTH, LAYERS, HEADS, HIDDEN, CONTEXT = 192, 6, 6, 512, 1024
ROPE_BASE, EPSILON = 10000.0, 1e-5


class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(WIDTH))

    def forward(self, x):
        x32 = x.float()
        return (x32 * torch.rsqrt(x32.pow(2).mean(-1, keepdim=True) + EPSILON) * self.weight).to(x.dtype)


def rope_tables(length, device):
    pairs = torch.arange(0, WIDTH // HEADS, 2, device=device).float() / (WIDTH // HEADS)
    angles = torch.arange(length, device=device).float()[:, None] * ROPE_BASE ** -pairs[None, :]
    return angles.cos(), angles.sin()


def rotate(x, cos, sin):
    """Turns neighbouring pairs (0,1), (2,3), …: the convention of "llama" in GGUF."""
    even, odd = x[..., 0::2].float(), x[..., 1::2].float()
    turned = torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1)
    return turned.flatten(-2).to(x.dtype)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attn_norm, self.ffn_norm = Norm(), Norm()
        self.attn_q = nn.Linear(WIDTH, WIDTH, bias=False)
        self.attn_k = nn.Linear(WIDTH, WIDTH, bias=False)
        self.attn_v = nn.Linear(WIDTH, WIDTH, bias=False)
        self.attn_output = nn.Linear(WIDTH, WIDTH, bias=False)
        self.ffn_gate = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.ffn_up = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.ffn_down = nn.Linear(HIDDEN, WIDTH, bias=False)

    def _heads(self, x):
        return x.view(x.shape[0], x.shape[1], HEADS, WIDTH // HEADS).transpose(1, 2)

    def forward(self, x, cos, sin, mask):
        h = self.attn_norm(x)
        q = rotate(self._heads(self.attn_q(h)), cos, sin)
        k = rotate(self._heads(self.attn_k(h)), cos, sin)
        v = self._heads(self.attn_v(h))
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None)
        x = x + self.attn_output(seen.transpose(1, 2).reshape(x.shape))
        h = self.ffn_norm(x)
        return x + self.ffn_down(F.silu(self.ffn_gate(h)) * self.ffn_up(h))


class Model(nn.Module):
    """The output shares its matrix with the embedding."""

    def __init__(self, vocabulary_size):
        super().__init__()
        self.token_embd = nn.Embedding(vocabulary_size, WIDTH)
        self.blk = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.output_norm = Norm()
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                deep = name.endswith(("attn_output.weight", "ffn_down.weight"))
                nn.init.normal_(parameter, std=0.02 / (2 * LAYERS) ** 0.5 if deep else 0.04)

    def forward(self, ids, mask=None):
        cos, sin = rope_tables(ids.shape[1], ids.device)
        x = self.token_embd(ids)
        for layer in self.blk:
            x = layer(x, cos, sin, mask)
        return F.linear(self.output_norm(x), self.token_embd.weight)
