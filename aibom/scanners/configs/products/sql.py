"""Reads SQL for pgvector (github.com/pgvector/pgvector): the extension and vector columns, and similar types."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aibom.core.json import Json
from aibom.core.text import decode
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.sight import Sight

_WORD = re.compile(r"vector|ivfflat|hnsw|vchord", re.IGNORECASE)
_STATEMENT = re.compile(
    r"create\s+extension\s+(?:if\s+not\s+exists\s+)?[\"']?(?P<extension>vector|vchord|pgvector)\b"
    r"|\b(?:extensions\.|public\.)?(?P<type>vector|halfvec)\s*\(\s*\d{1,5}\s*\)|\busing\s+(?P<index>ivfflat|hnsw)\b",
    re.IGNORECASE,
)
_PGVECTOR = Subject(kind=Kind.SERVICE, name="pgvector")
_MAX_ROW = 2_000


def read_sql(data: bytes, path: str) -> Iterator[Sighting]:
    """pgvector, once for each line that needs it; comments are none."""
    text, sight = decode(data), Sight(path)
    line, counted, done = 1, 0, 0
    for found in _WORD.finditer(text):
        if found.start() < done:
            continue
        start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
        done = end if end >= 0 else len(text)
        match = _STATEMENT.search(text[start : min(done, start + _MAX_ROW)].partition("--")[0])
        if match is None:
            continue
        line += text.count("\n", counted, start)
        counted = start
        facts: dict[str, Json] = {"service_type": "vector-store"}
        yield sight.thing(_PGVECTOR, line, match["extension"] or match["type"] or match["index"], **facts)
        yield sight.link(None, RelationKind.STORES_IN, _PGVECTOR, line)
