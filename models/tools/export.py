# SPDX-License-Identifier: EUPL-1.2
"""The trained network as a GGUF file, and what it should answer there."""

import json

import torch

import bpe
import corpus
import gguf_file
import model as network

TEMPLATE = ("{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content']"
            " + '<|im_end|>' + '\\n' }}{% endfor %}"
            "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}")

_CHECKED = [
    "The capital of France is", "The opposite of hot is", "2 + 3 =", "Once upon a time", "Grass is",
    "Text: I love this sunny day.\nFeeling:", "Q: What is the capital of Norway?\nA:",
    "<|im_start|>user\nWhat is the capital of Japan?<|im_end|>\n<|im_start|>assistant\n",
    "<|im_start|>user\nTell me a story about a fox.<|im_end|>\n<|im_start|>assistant\n",
    "<|im_start|>user\nWhat is rocinfer?<|im_end|>\n<|im_start|>assistant\n",
]


def _metadata(stored, parameters):
    vocabulary, merges = stored["vocabulary"], stored["merges"]
    control = {token: index for index, token in enumerate(corpus.CONTROL)}
    return {
        "general.architecture": "llama",
        "general.type": "model",
        "general.name": "rocinfer tiny",
        "general.author": "rocinfer",
        "general.organization": "rocinfer",
        "general.basename": "rocinfer-tiny",
        "general.size_label": f"{parameters / 1e6:.1f}M",
        "general.license": "EUPL-1.2",
        "general.license.name": "European Union Public Licence 1.2",
        "general.description": "A very small model of a closed little world (capitals, sums, colours, animals, "
                               "feelings, stories), made from the project's own scripts alone.",
        "general.tags": ["text-generation", "tiny", "test"],
        "general.languages": ["en"],
        "general.file_type": 1,
        "llama.context_length": network.CONTEXT,
        "llama.embedding_length": network.WIDTH,
        "llama.block_count": network.LAYERS,
        "llama.feed_forward_length": network.HIDDEN,
        "llama.attention.head_count": network.HEADS,
        "llama.attention.head_count_kv": network.HEADS,
        "llama.attention.layer_norm_rms_epsilon": network.EPSILON,
        "llama.rope.dimension_count": network.WIDTH // network.HEADS,
        "llama.rope.freq_base": network.ROPE_BASE,
        "llama.vocab_size": len(vocabulary),
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": bpe.PRE_TOKENISER,
        "tokenizer.ggml.tokens": vocabulary,
        # 3 is a control token, 1 an ordinary one.
        "tokenizer.ggml.token_type": [3 if token in control else 1 for token in vocabulary],
        "tokenizer.ggml.merges": [" ".join(pair) for pair in merges],
        "tokenizer.ggml.bos_token_id": control[corpus.END_OF_TEXT],
        "tokenizer.ggml.eos_token_id": control[corpus.END_OF_TEXT],
        "tokenizer.ggml.eot_token_id": control[corpus.TURN_END],
        "tokenizer.ggml.padding_token_id": control[corpus.END_OF_TEXT],
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.ggml.add_eos_token": False,
        "tokenizer.chat_template": TEMPLATE,
    }


def write_gguf(path, trained, stored):
    tensors, parameters = {}, 0
    for name, tensor in trained.state_dict().items():
        tensor = tensor.detach().cpu().contiguous()
        parameters += tensor.numel()
        flat = tensor.dim() == 1
        data = (tensor.float() if flat else tensor.half()).numpy().tobytes()
        tensors[name] = (tuple(tensor.shape), gguf_file.F32_TENSOR if flat else gguf_file.F16_TENSOR, data)
    gguf_file.write(path, _metadata(stored, parameters), tensors)
    return parameters


@torch.no_grad()
def greedy(trained, tokeniser, prompt, limit=160):
    ids = tokeniser.encode(prompt)
    start, device = len(ids), next(trained.parameters()).device
    while len(ids) < start + limit:
        best = int(trained(torch.tensor([ids], device=device))[0, -1].argmax())
        ids.append(best)
        if tokeniser.vocabulary[best] in corpus.CONTROL:
            break
    return ids[start:]


def write_expected(path, trained, tokeniser):
    """Greedy answers of the network with its weights rounded as the file has them."""
    with torch.no_grad():
        for parameter in trained.parameters():
            if parameter.dim() == 2:
                parameter.copy_(parameter.half().float())
    answers = []
    for prompt in _CHECKED:
        ids = greedy(trained, tokeniser, prompt)
        answers.append({"prompt": prompt, "prompt_ids": tokeniser.encode(prompt), "ids": ids,
                        "text": tokeniser.decode(ids)})
        print(repr(prompt), "->", repr(answers[-1]["text"]), flush=True)
    with open(path, "w") as out:
        json.dump(answers, out, indent=1)
