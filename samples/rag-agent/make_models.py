"""Writes the two model files of this sample, byte for byte the same each time.

models/priority.pkl is a pickle of plain numbers (the weights of a linear priority model); models/reranker.safetensors
is a tiny safetensors file. Neither needs a framework.
"""

import json
import pickle
import struct
from pathlib import Path

MODELS = Path(__file__).parent / "models"
PRIORITY = {"features": ["length", "capitals", "exclamation_marks"], "weights": [0.12, 0.7, 0.55], "bias": -0.9}
TENSORS = {"dense.weight": (4, 3), "dense.bias": (4,)}


def safetensors(tensors):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, shape in tensors.items():
        size = 4 * shape[0] * (shape[1] if len(shape) > 1 else 1)
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    values = struct.pack(f"<{offset // 4}f", *(i / 16 for i in range(offset // 4)))
    return struct.pack("<Q", len(text)) + text + values


if __name__ == "__main__":
    MODELS.mkdir(exist_ok=True)
    (MODELS / "priority.pkl").write_bytes(pickle.dumps(PRIORITY, protocol=4))
    (MODELS / "reranker.safetensors").write_bytes(safetensors(TENSORS))
