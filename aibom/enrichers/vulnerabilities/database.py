"""Reads the database of advisories: opened read-only, refused with a plain sentence when it cannot be used."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import orjson

from aibom.core.errors import AibomError
from aibom.enrichers.vulnerabilities.build import APPLICATION_ID, SCHEMA_VERSION
from aibom.enrichers.vulnerabilities.index import Entry, PackageIndex
from aibom.model.audit import DatabaseInfo, Source

_BATCH = 400
_COLUMNS = "number, id, modified, withdrawn, aliases, summary, cvss, vector, severity, malicious, more"
_BUILD = "build it with `aibom vulns update` or `aibom vulns import`"
_REBUILD = "build it again with `aibom vulns import` or `aibom vulns update`"


class DatabaseError(AibomError):
    """The database is missing, damaged, or of another schema; the text says which and what to do."""


class Stored(NamedTuple):
    """The row of an advisory without its document."""

    number: int
    id: str
    modified: str
    withdrawn: str
    aliases: tuple[str, ...]
    summary: str
    cvss: float | None
    vector: str
    severity: str
    malicious: bool
    cwes: tuple[int, ...]
    urls: tuple[str, ...]


class Database:
    """An open database. Every method raises DatabaseError when the file turns out to be damaged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = _opened(path)
        try:
            with self._guarded():
                self.info = self._info()
        except DatabaseError:
            self.close()
            raise

    def __enter__(self) -> Database:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, orjson.JSONDecodeError, zlib.error, ValueError, TypeError, KeyError) as error:
            raise DatabaseError(f"The vulnerability database {self.path} is damaged ({error}); {_REBUILD}.") from None

    def _info(self) -> DatabaseInfo:
        run = self._connection
        meta = dict(run.execute("SELECT key, value FROM meta").fetchall())
        sources = run.execute("SELECT name, records, skipped, as_of, etag FROM source ORDER BY name").fetchall()
        return DatabaseInfo(
            as_of=_moment(meta["as_of"]),
            built_at=_moment(meta["built_at"]),
            records=int(meta["records"]),
            withdrawn=int(meta["withdrawn"]),
            skipped=sum(row[2] for row in sources),
            schema_version=SCHEMA_VERSION,
            sources=tuple(
                Source(name=name, records=records, skipped=skipped, as_of=_moment(as_of), etag=etag)
                for name, records, skipped, as_of, etag in sources
            ),
            ecosystems=dict(run.execute("SELECT ecosystem, count(*) FROM package GROUP BY ecosystem ORDER BY 1")),
            kev=run.execute("SELECT count(*) FROM kev").fetchone()[0],
            epss=run.execute("SELECT count(*) FROM epss").fetchone()[0],
        )

    def packages(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], PackageIndex]:
        """The indexes of those (ecosystem, normal name) that any advisory is about."""
        by_ecosystem: dict[str, list[str]] = {}
        for ecosystem, name in sorted(set(wanted)):
            by_ecosystem.setdefault(ecosystem, []).append(name)
        found: dict[tuple[str, str], PackageIndex] = {}
        with self._guarded():
            for ecosystem, names in by_ecosystem.items():
                query = "SELECT name, boundaries, entries FROM package WHERE ecosystem = ? AND name IN ({})"
                for name, boundaries, entries in self._select(query, names, ecosystem):
                    found[ecosystem, name] = PackageIndex(
                        boundaries=tuple(orjson.loads(boundaries)), entries=tuple(_entries(entries))
                    )
        return found

    def advisories(self, numbers: Iterable[int]) -> dict[int, Stored]:
        """Advisories by number."""
        with self._guarded():
            rows = self._select(f"SELECT {_COLUMNS} FROM advisory WHERE number IN ({{}})", sorted(set(numbers)))  # noqa: S608 - names of columns
            return {row[0]: _stored(row) for row in rows}

    def documents(self, numbers: Iterable[int]) -> dict[int, Any]:
        """The OSV records themselves, by number."""
        with self._guarded():
            rows = self._select("SELECT number, record FROM advisory WHERE number IN ({})", sorted(set(numbers)))
            return {number: orjson.loads(zlib.decompress(packed)) for number, packed in rows}

    def all_documents(self) -> Iterator[Any]:
        """Every OSV record."""
        with self._guarded():
            for (packed,) in self._connection.execute("SELECT record FROM advisory ORDER BY number"):
                yield orjson.loads(zlib.decompress(packed))

    def by_id(self, ids: Iterable[str]) -> dict[str, Stored]:
        """Advisories by their own id (not by alias)."""
        with self._guarded():
            rows = self._select(f"SELECT {_COLUMNS} FROM advisory WHERE id IN ({{}})", sorted(set(ids)))  # noqa: S608 - names of columns
            return {row[1]: _stored(row) for row in rows}

    def exploited(self, ids: Iterable[str]) -> tuple[frozenset[str], dict[str, float]]:
        """Those ids that KEV lists, and the EPSS scores that are known."""
        wanted = sorted(set(ids))
        with self._guarded():
            kev = frozenset(row[0] for row in self._select("SELECT id FROM kev WHERE id IN ({})", wanted))
            epss = dict(self._select("SELECT id, score FROM epss WHERE id IN ({})", wanted))
        return kev, epss

    def all_exploited(self) -> tuple[list[str], dict[str, float]]:
        """Everything that KEV and EPSS say, to be taken over by a new database."""
        with self._guarded():
            kev = [row[0] for row in self._connection.execute("SELECT id FROM kev")]
            return kev, dict(self._connection.execute("SELECT id, score FROM epss").fetchall())

    def problems(self, limit: int = 20) -> list[tuple[str, str, str]]:
        """(source, path, reason) of files that are no advisory."""
        with self._guarded():
            return self._connection.execute("SELECT source, path, reason FROM problem LIMIT ?", (limit,)).fetchall()

    def _select(self, query: str, values: Sequence[Any], *before: Any) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(values), _BATCH):
            batch = values[start : start + _BATCH]
            yield from self._connection.execute(query.format(",".join("?" * len(batch))), (*before, *batch))


def _opened(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise DatabaseError(f"There is no vulnerability database {path}; {_BUILD}.")
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    except (sqlite3.Error, OSError):
        raise DatabaseError(f"{path} is damaged or no vulnerability database; {_REBUILD}.") from None
    why = _refusal(path, application, schema, complete=path.stat().st_size >= pages * size)
    if why:
        connection.close()
        raise DatabaseError(why)
    return connection


def _refusal(path: Path, application: int, schema: int, complete: bool) -> str:
    if application != APPLICATION_ID:
        return f"{path} is no vulnerability database of aibom; {_REBUILD}."
    if schema != SCHEMA_VERSION:
        age = "an older" if schema < SCHEMA_VERSION else "a newer"
        return f"{path} has the schema {schema} of {age} aibom, this one reads {SCHEMA_VERSION}; {_REBUILD}."
    return "" if complete else f"{path} is cut off; {_REBUILD}."


def _entries(text: str) -> Iterator[Entry]:
    for advisory, intervals, texts, fixed, unbounded, problem in orjson.loads(text):
        yield Entry(
            advisory=advisory,
            intervals=tuple((low, high) for low, high in intervals),
            texts=tuple(texts),
            fixed=tuple(fixed),
            unbounded=unbounded,
            problem=problem,
        )


def _stored(row: tuple[Any, ...]) -> Stored:
    number, name, modified, withdrawn, aliases, summary, cvss, vector, severity, malicious, more = row
    cwes, urls = orjson.loads(more)
    return Stored(
        number=number,
        id=name,
        modified=modified,
        withdrawn=withdrawn,
        aliases=tuple(orjson.loads(aliases)),
        summary=summary,
        cvss=cvss,
        vector=vector,
        severity=severity,
        malicious=bool(malicious),
        cwes=tuple(cwes),
        urls=tuple(urls),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
