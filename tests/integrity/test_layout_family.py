"""The family that a file's header tells, from the header to the command's report and the BOM."""

from __future__ import annotations

import json
import struct
from pathlib import Path

from cli.runner import aibom

WIDTH, INNER, LAYERS, TOKENS, PLACES = 384, 1536, 6, 30522, 512


def minilm() -> dict[str, tuple[int, ...]]:
    """Names and shapes of sentence-transformers/all-MiniLM-L6-v2, by hand: a BERT of 6 layers and 384 dimensions."""
    embeddings = {"word": TOKENS, "position": PLACES, "token_type": 2}
    shapes: dict[str, tuple[int, ...]] = {
        f"embeddings.{name}_embeddings.weight": (rows, WIDTH) for name, rows in embeddings.items()
    }
    dense = {
        "attention.self.query": (WIDTH, WIDTH),
        "attention.self.key": (WIDTH, WIDTH),
        "attention.self.value": (WIDTH, WIDTH),
        "attention.output.dense": (WIDTH, WIDTH),
        "intermediate.dense": (INNER, WIDTH),
        "output.dense": (WIDTH, INNER),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        for name, shape in dense.items():
            shapes |= {f"{at}.{name}.weight": shape, f"{at}.{name}.bias": shape[:1]}
        norms += [f"{at}.attention.output.LayerNorm", f"{at}.output.LayerNorm"]
    for name in norms:
        shapes |= {f"{name}.weight": (WIDTH,), f"{name}.bias": (WIDTH,)}
    return shapes | {"pooler.dense.weight": (WIDTH, WIDTH), "pooler.dense.bias": (WIDTH,)}


def written(path: Path, shapes: dict[str, tuple[int, ...]]) -> None:
    """A safetensors file of one byte an element, its data a hole."""
    header: dict[str, object] = {}
    at = 0
    for name, shape in shapes.items():
        end = at + shape[0] * (shape[1] if len(shape) > 1 else 1)
        header[name] = {"dtype": "F8_E4M3", "shape": shape, "data_offsets": [at, end]}
        at = end
    text = json.dumps(header).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(struct.pack("<Q", len(text)) + text)
        stream.truncate(8 + len(text) + at)


def test_a_scan_and_a_bom_name_the_family(tmp_path: Path) -> None:
    written(tmp_path / "ours" / "encoder.safetensors", minilm())
    (file,) = json.loads(aibom("model", "scan", tmp_path, "--json", "-").out)["files"]
    assert file["facts"]["layout_family"] == "minilm-l6-h384"
    bom = tmp_path / "bom.cdx.json"
    assert aibom("scan", tmp_path / "ours", "--no-cache", "--output", bom).code == 0
    stated = {
        one["value"]
        for component in json.loads(bom.read_bytes())["components"]
        for one in component.get("properties", ())
        if one["name"] == "aibom:layout.family"
    }
    assert stated == {"minilm-l6-h384"}


def test_another_head_is_no_known_family(tmp_path: Path) -> None:
    written(tmp_path / "model.safetensors", minilm() | {"span.weight": (9, WIDTH)})
    (file,) = json.loads(aibom("model", "scan", tmp_path, "--json", "-").out)["files"]
    assert "layout_family" not in file["facts"]
