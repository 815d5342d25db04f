# SPDX-License-Identifier: EUPL-1.2
"""Writes a GGUF file (version 3, little endian): metadata, then F16 and F32 tensors."""

import struct

_U32, _F32, _BOOL, _STRING, _ARRAY, _I32 = 4, 6, 7, 8, 9, 5
F32_TENSOR, F16_TENSOR = 0, 1
_ALIGNMENT = 32


def _string(text):
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value):
    """A value with its type in front. Whole numbers are u32, lists are of text or of i32."""
    if isinstance(value, bool):
        return struct.pack("<I?", _BOOL, value)
    if isinstance(value, int):
        return struct.pack("<II", _U32, value)
    if isinstance(value, float):
        return struct.pack("<If", _F32, value)
    if isinstance(value, str):
        return struct.pack("<I", _STRING) + _string(value)
    if isinstance(value[0], str):
        items = b"".join(_string(item) for item in value)
        return struct.pack("<IIQ", _ARRAY, _STRING, len(value)) + items
    return struct.pack("<IIQ", _ARRAY, _I32, len(value)) + struct.pack(f"<{len(value)}i", *value)


def _padding(size):
    return b"\0" * (-size % _ALIGNMENT)


def write(path, metadata, tensors):
    """`tensors`: name -> (shape as in the model, tensor type, bytes)."""
    head = struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(metadata))
    for key, value in metadata.items():
        head += _string(key) + _value(value)
    offset = 0
    for name, (shape, kind, data) in tensors.items():
        # GGUF counts dimensions from the fastest one.
        head += _string(name) + struct.pack("<I", len(shape))
        head += struct.pack(f"<{len(shape)}Q", *reversed(shape)) + struct.pack("<IQ", kind, offset)
        offset += len(data) + len(_padding(len(data)))
    with open(path, "wb") as out:
        out.write(head + _padding(len(head)))
        for _, _, data in tensors.values():
            out.write(data + _padding(len(data)))
