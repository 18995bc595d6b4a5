"""Reads SQL for pgvector (github.com/pgvector/pgvector): the extension and vector columns, and similar types."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aibom.core.json import Json
from aibom.core.text import decode
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.sight import Sight

GATE = re.compile(rb"vector", re.IGNORECASE)
MAX_FOUND = 200
_STATEMENT = re.compile(
    r"(?P<comment>--[^\n]*)|create\s+extension\s+(?:if\s+not\s+exists\s+)?[\"']?(?P<extension>vector|vchord|pgvector)\b"
    r"|\b(?:extensions\.|public\.)?(?P<type>vector|halfvec)\s*\(\s*\d{1,5}\s*\)|\busing\s+(?P<index>ivfflat|hnsw)\b",
    re.IGNORECASE,
)
_PGVECTOR = Subject(kind=Kind.SERVICE, name="pgvector")


def read_sql(data: bytes, path: str) -> Iterator[Sighting]:
    """pgvector, once for each statement that needs it."""
    text, sight = decode(data), Sight(path)
    if "vector" not in text.lower():
        return
    counted, line = 0, 1
    found = 0
    for match in _STATEMENT.finditer(text):
        if match["comment"] or found >= MAX_FOUND:
            continue
        line += text.count("\n", counted, match.start())
        counted, found = match.start(), found + 1
        facts: dict[str, Json] = {"service_type": "vector-store"}
        symbol = match["extension"] or match["type"] or match["index"]
        yield sight.thing(_PGVECTOR, line, symbol, **facts)
        yield sight.link(None, RelationKind.STORES_IN, _PGVECTOR, line)
