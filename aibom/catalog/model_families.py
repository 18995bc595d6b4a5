"""Well-known families of models by the names and shapes of their tensors (model_families.json).

tools/compile_model_families.py writes the file from sources/layouts/families.yaml, which states where each size is
from; the form of the file is schemas/model-families.schema.json. Equal names and shapes make a likeness: every
fine-tuned copy has the layout of its base, and so has whoever imitates it. What stands in no row is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import orjson

DATA = Path(__file__).with_name("model_families.json")


def family_of(shapes: str) -> str:
    """The family that has this `shape_fingerprint`, "" when none is known to."""
    return _table().get(shapes, "") if shapes else ""


@cache
def _table() -> Mapping[str, str]:
    families = orjson.loads(DATA.read_bytes())["families"]
    return {digest: family["name"] for family in families for digest in family["layouts"].values()}
