"""The `match` of an exception or an approval: what it is for, by globs over facts."""

from __future__ import annotations

from aibom.model.kinds import Kind
from aibom.policy.document import Table
from aibom.policy.globs import glob_test
from aibom.policy.reading import Reader, did_you_mean


def read_globs(reader: Reader, table: Table) -> dict[str, tuple[str, ...]]:
    """Key -> globs. A list of none and a kind that does not exist would fit nothing, which nobody means."""
    found = {key: reader.texts(node, key) for key, node in table.nodes.items()}
    for key, globs in found.items():
        if not globs:
            raise reader.error(table.nodes[key], f"{key} lists nothing, so that it fits nothing")
    for glob in found.get("kind", ()):
        if not any(map(glob_test((glob,)), map(str, Kind))):
            raise reader.error(table.nodes["kind"], f"kind is never {glob!r}{did_you_mean(glob, Kind)}")
    return found
