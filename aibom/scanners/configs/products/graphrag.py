"""Reads what the settings of GraphRAG index (microsoft.github.io/graphrag/config/yaml): the folder of its input."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core.lined import Lined
from aibom.model.sighting import Observation
from aibom.scanners.configs.sight import Sight, data_file

_MARKS = frozenset(
    "extract_graph entity_extraction community_reports community_report cluster_graph local_search".split()
)


def indexed_in(document: Lined, sight: Sight) -> Iterator[Observation]:
    """`input: {base_dir: input}`, in newer versions `input: {storage: {base_dir: input}}`."""
    top = document.value
    table = top.get("input") if isinstance(top, Mapping) and len(_MARKS.intersection(top)) >= 2 else None
    inner = table.get("storage") if isinstance(table, Mapping) else None
    for one in (inner, table):
        folder = one.get("base_dir") if isinstance(one, Mapping) else None
        if isinstance(folder, str) and folder and "$" not in folder:
            name = posixpath.normpath(posixpath.join(posixpath.dirname(sight.path), folder))
            line = document.line_of(one, "base_dir")
            yield sight.thing(data_file(name), line, "input.base_dir", role="knowledge-base", source=f"file:{name}")
            return
