"""The table of families, and a header written by hand that has the layout of one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import yaml

from aibom.catalog.model_families import DATA, family_of
from aibom.formats.tensors import TensorInfo, joined_layout, shape_fingerprint


def gpt2_tensors(width: int = 768, layers: int = 12, dtype: str = "F32") -> Iterator[TensorInfo]:
    """What openai-community/gpt2 holds, as its paper and code give it: weights of Conv1D are input by output."""
    shapes: dict[str, tuple[int, ...]] = {"wte.weight": (50257, width), "wpe.weight": (1024, width)}
    for layer in range(layers):
        for norm in ("ln_1", "ln_2"):
            shapes |= {f"h.{layer}.{norm}.weight": (width,), f"h.{layer}.{norm}.bias": (width,)}
        shapes[f"h.{layer}.attn.bias"] = (1, 1, 1024, 1024)
        for name, rows, columns in (
            ("attn.c_attn", width, 3 * width),
            ("attn.c_proj", width, width),
            ("mlp.c_fc", width, 4 * width),
            ("mlp.c_proj", 4 * width, width),
        ):
            shapes |= {f"h.{layer}.{name}.weight": (rows, columns), f"h.{layer}.{name}.bias": (columns,)}
    shapes |= {"ln_f.weight": (width,), "ln_f.bias": (width,)}
    return (TensorInfo(name, dtype, shape) for name, shape in shapes.items())


def test_a_layout_written_by_hand_is_recognised_whatever_its_type() -> None:
    assert family_of(shape_fingerprint(gpt2_tensors())) == "gpt2"
    assert family_of(shape_fingerprint(gpt2_tensors(dtype="F16"))) == "gpt2"
    assert family_of(shape_fingerprint(gpt2_tensors(1024, 24))) == "gpt2-medium"


def test_shards_make_the_layout_of_the_whole() -> None:
    tensors = list(gpt2_tensors())
    shards = [shape_fingerprint(tensors[:50]), shape_fingerprint(tensors[50:])]
    assert family_of(joined_layout(shards)) == "gpt2"
    assert family_of(shards[0]) == ""


def test_one_tensor_more_or_of_another_shape_is_no_family() -> None:
    tensors = list(gpt2_tensors())
    assert family_of(shape_fingerprint([*tensors, TensorInfo("score.weight", "F32", (2, 768))])) == ""
    assert family_of(shape_fingerprint(gpt2_tensors(767))) == ""
    assert family_of("") == ""


def test_the_table_is_of_the_list_of_sizes() -> None:
    table = json.loads(DATA.read_bytes())
    source = (DATA.parent / table["source"]["file"]).read_bytes()
    assert table["source"]["sha256"] == hashlib.sha256(source).hexdigest()
    listed = {one["name"] for row in yaml.safe_load(source) for one in row["families"]}
    assert {one["name"] for one in table["families"]} == listed


def test_a_layout_is_of_one_family() -> None:
    layouts = [one for family in json.loads(DATA.read_bytes())["families"] for one in family["layouts"].values()]
    assert len(layouts) == len(set(layouts))
