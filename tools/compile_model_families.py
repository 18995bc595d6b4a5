"""Writes aibom/catalog/model_families.json from aibom/catalog/sources/layouts/families.yaml.

    PYTHON tools/compile_model_families.py [--only NAME ...] [--print]

PYTHON is an environment with torch, transformers and PyYAML; aibom itself needs none of them, so this is not one of the
generated files that tools/generate.py checks. Each class is made of its configuration on torch's meta device, that is
without weights, and the names and shapes of what `save_pretrained` would write are digested. Read the number of
parameters beside each family against what its publisher states before committing the result.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "aibom" / "catalog" / "sources" / "layouts" / "families.yaml"
COMPILED = ROOT / "aibom" / "catalog" / "model_families.json"
sys.path.insert(0, str(ROOT))

from aibom.formats.tensors import TensorInfo, shape_fingerprint  # noqa: E402


def _made(class_name: str, config: Any) -> Any:
    """A model of a class of transformers on the meta device."""
    import torch
    import transformers

    name, _, labels = class_name.removesuffix("-pooler").partition("-")
    if labels:
        config.num_labels = int(labels)
    extra = {"add_pooling_layer": False} if class_name.endswith("-pooler") else {}
    with torch.device("meta"):
        model = getattr(transformers, name)(config, **extra)
    model.tie_weights()
    return model


def _written(model: Any) -> list[TensorInfo]:
    """The tensors that save_pretrained writes: of those that are tied, the ones that it does not name as copies."""
    import re

    patterns = [re.compile(one) for one in (getattr(model, "_tied_weights_keys", None) or [])]
    by_identity: dict[int, list[tuple[str, Any]]] = {}
    for name, tensor in model.state_dict(keep_vars=True).items():
        by_identity.setdefault(id(tensor), []).append((name, tensor))
    kept = []
    for group in by_identity.values():
        own = [one for one in group if not any(pattern.search(one[0]) for pattern in patterns)]
        kept.append((own or group)[0])
    return [TensorInfo(name, "", tuple(tensor.shape)) for name, tensor in kept]


def _buffers(model: Any) -> list[TensorInfo]:
    """Buffers that are not written now, and were by earlier releases: positions, masks of attention."""
    stored = set(model.state_dict())
    return [
        TensorInfo(name, "", tuple(tensor.shape))
        for name, tensor in model.named_buffers()
        if name not in stored and name.rpartition(".")[2] in ("position_ids", "bias")
    ]


def _layouts(row: dict[str, Any], family: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Writer, fingerprint and number of parameters of each layout of a family."""
    from transformers import AutoConfig

    for entry in row["classes"]:
        class_name = entry.removesuffix("+buffers")
        model = _made(class_name, AutoConfig.for_model(row["model_type"], **family["sizes"]))
        tensors = _written(model)
        count = sum(one.parameters for one in tensors)
        yield class_name, shape_fingerprint(tensors), count
        buffers = _buffers(model) if entry.endswith("+buffers") else []
        if buffers:
            yield f"{class_name} with buffers", shape_fingerprint(tensors + buffers), count


def compiled(only: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The families with their layouts. Raises SystemExit for a layout that two families have."""
    import torch
    import transformers

    source = SOURCE.read_bytes()
    families, owner = [], {}
    for row in yaml.safe_load(source):
        for family in row["families"]:
            if only and family["name"] not in only:
                continue
            layouts: dict[str, str] = {}
            parameters = 0
            for writer, digest, count in _layouts(row, family):
                if owner.setdefault(digest, family["name"]) != family["name"]:
                    raise SystemExit(f"{family['name']} has a layout of {owner[digest]}: make them one family")
                layouts.setdefault(digest, writer)
                parameters = parameters or count
            print(f"{family['name']:36} {parameters:>15,}", file=sys.stderr, flush=True)
            families.append(
                {
                    "name": family["name"],
                    "published": family["published"],
                    "also": family.get("also", []),
                    "parameters": parameters,
                    "layouts": {writer: digest for digest, writer in layouts.items()},
                }
            )
    return {
        "$schema": "../../schemas/model-families.schema.json",
        "source": {
            "file": "sources/layouts/families.yaml",
            "sha256": hashlib.sha256(source).hexdigest(),
            "written_by": f"transformers {transformers.__version__}, torch {torch.__version__.partition('+')[0]}",
        },
        "families": sorted(families, key=lambda one: one["name"]),
    }


def main(arguments: list[str]) -> int:
    """Write the table, or print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[], help="names of families")
    parser.add_argument("--print", action="store_true", help="print instead of writing")
    options = parser.parse_args(arguments)
    text = json.dumps(compiled(frozenset(options.only)), indent=1) + "\n"
    if options.print or options.only:
        sys.stdout.write(text)
    else:
        COMPILED.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
