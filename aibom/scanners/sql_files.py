"""Reads files of SQL for the models that a database asks, trains and serves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aibom.core.reader import SourceFile
from aibom.core.text import decode
from aibom.model.sighting import Sighting
from aibom.scanners.base import Tree
from aibom.scanners.code.matching.sql.telling import Told, speaks_of_models, told_by
from aibom.scanners.code.paths import is_test

_ENDINGS = (".sql", ".sql.jinja", ".bqsql", ".ddl", ".psql", ".pgsql", ".dbt.sql")
_LIMIT = 4 << 20


class SqlScanner:
    """Files of SQL: functions that ask models and statements that make them."""

    name = "sql"
    effort = 0.2

    def wants(self, path: str) -> bool:
        return path.lower().endswith(_ENDINGS) and not is_test(path)

    def read(self, file: SourceFile) -> Told | None:
        source = decode(file.head(_LIMIT))
        if not speaks_of_models(source):
            return None
        told = told_by(file.path, source)
        return told if any(told) else None

    def join(self, records: Mapping[str, Told], tree: Tree) -> Iterable[Sighting]:
        """The sightings; names in the database that stand for somebody else's model are no models themselves."""
        asking = {name for told in records.values() for name in told.asking}
        for told in records.values():
            yield from told.sightings
            yield from (one for one in told.used if one.subject.name.lower() not in asking)
