"""Tells the kinds of PyTorch's zip archives apart by their members; their pickles are not read here.

`torch.save` writes `<root>/data.pkl` and `<root>/data/<n>`, TorchScript adds `code/` and `constants.pkl`,
`torch.export` writes `archive_format` and serialised programs (torch/csrc/jit/serialization, torch/export/pt2_archive).
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import NamedTuple

from aibom.formats.zip_members import ZipMember


class TorchZip(NamedTuple):
    """An archive: `kind` is torch-pickle, torchscript or torch-export; `pickles` are names of pickled members."""

    kind: str
    root: str
    pickles: tuple[str, ...]
    storages: int


def read_torch_zip(members: Sequence[ZipMember]) -> TorchZip | None:
    """What the members say, or None when they are no PyTorch archive."""
    names = [member.name for member in members]
    data = min((name for name in names if posixpath.basename(name) == "data.pkl"), key=len, default=None)
    pickles = tuple(sorted(name for name in names if name.endswith((".pkl", ".pickle"))))
    if data is None:
        return TorchZip("torch-export", "", pickles, 0) if _is_export(names) else None
    root = posixpath.dirname(data)
    inside = {name.removeprefix(f"{root}/" if root else "") for name in names}
    scripted = "constants.pkl" in inside or any(name.startswith("code/") for name in inside)
    storages = sum(name.startswith(("data/", "tensors/")) for name in inside)
    return TorchZip("torchscript" if scripted else "torch-pickle", root, pickles, storages)


def _is_export(names: Sequence[str]) -> bool:
    last = {posixpath.basename(name) for name in names}
    return "archive_format" in last or "serialized_exported_program.json" in last
