"""Reads SQL for pgvector (github.com/pgvector/pgvector): the extension and vector columns, and similar types. SQL
Server has a type of the same name (learn.microsoft.com/sql/t-sql/data-types/vector-data-type).
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
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
_SQL_SERVER = re.compile(
    r"\bvarchar\(max\)|\bnvarchar\b|\[dbo\]|\bdbo\.|\bdeclare\s+@\w|\bvector_distance\s*\(",
    re.IGNORECASE,
)
_PGVECTOR, _IN_SQL_SERVER = (Subject(kind=Kind.SERVICE, name=name) for name in ("pgvector", "SQL Server vectors"))
_MAX_ROW = 2_000


def read_sql(data: bytes, path: str) -> Iterator[Sighting]:
    """The store of vectors, once for each line that needs it; comments are none."""
    text, sight = decode(data), Sight(path)
    store: Subject | None = None
    line, counted, done = 1, 0, 0
    for found in _WORD.finditer(text):
        if found.start() < done:
            continue
        start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
        done = end if end >= 0 else len(text)
        match = _STATEMENT.search(text[start : min(done, start + _MAX_ROW)].partition("--")[0])
        if match is None:
            continue
        if store is None:
            store = _IN_SQL_SERVER if match["type"] and _SQL_SERVER.search(text) else _PGVECTOR
        line += text.count("\n", counted, start)
        counted = start
        facts: dict[str, Json] = {"service_type": "vector-store"}
        yield sight.thing(store, line, match["extension"] or match["type"] or match["index"], **facts)
        yield sight.link(None, RelationKind.STORES_IN, store, line)
