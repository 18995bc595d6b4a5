"""Builds the database of advisories: written aside, checked, renamed; one builder at a time."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from aibom.core.clock import timestamp
from aibom.core.errors import UsageError
from aibom.enrichers.vulnerabilities.collect import records_of
from aibom.enrichers.vulnerabilities.index import PackageIndex, index_package
from aibom.enrichers.vulnerabilities.osv import Advisory, Affected

APPLICATION_ID = 0x61694256  # "aiBV", in the header of the file
SCHEMA_VERSION = 1
LOCK_SECONDS = 30.0
_MAX_PROBLEMS = 1_000
_CREATE = f"""
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
    name TEXT PRIMARY KEY, records INTEGER NOT NULL, skipped INTEGER NOT NULL, as_of TEXT NOT NULL, etag TEXT NOT NULL
);
CREATE TABLE problem (source TEXT NOT NULL, path TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE advisory (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, modified TEXT NOT NULL, withdrawn TEXT NOT NULL,
    aliases TEXT NOT NULL, summary TEXT NOT NULL, cvss REAL, vector TEXT NOT NULL, severity TEXT NOT NULL,
    malicious INTEGER NOT NULL, more TEXT NOT NULL, record BLOB NOT NULL
);
CREATE TABLE package (
    ecosystem TEXT NOT NULL, name TEXT NOT NULL, boundaries TEXT NOT NULL, entries TEXT NOT NULL,
    PRIMARY KEY (ecosystem, name)
) WITHOUT ROWID;
CREATE TABLE kev (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE epss (id TEXT PRIMARY KEY, score REAL NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A source of advisories: where it lies, how messages call it, and the moment for which it is known to be
    current (None: that of its newest record). `etag` as its server gave it."""

    path: Path
    name: str
    as_of: datetime | None = None
    etag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What was built: records taken, those withdrawn, and (source, path, reason) of each file that is none."""

    records: int
    withdrawn: int
    packages: int
    problems: tuple[tuple[str, str, str], ...]


@contextmanager
def building(database: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Keep other builders of the same database out; UsageError when another one does not end in time.

    The lock is that of an SQLite file beside the database, which the system releases with the process.
    """
    lock = database.with_name(f"{database.name}.lock")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(lock, timeout=seconds, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise UsageError(f"Cannot write beside {database}: {error}.") from None
    with closing(connection):
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error:
            raise UsageError(
                f"Another aibom is writing {database}; nothing was changed. Try again when it has ended."
            ) from None
        yield


def build_database(
    database: Path,
    inputs: Sequence[Input],
    *,
    moment: datetime,
    kev: Iterable[str] = (),
    epss: Mapping[str, float] | None = None,
    progress: Callable[[str, int, int], None] = lambda step, done, total: None,
) -> Built:
    """Build `database` anew of all inputs, whole or not at all; the caller holds `building`.

    Raises UsageError when an input cannot be read, or when there is no advisory in them; an existing database
    then stays as it was.
    """
    handle, name = tempfile.mkstemp(dir=database.parent, prefix=f".{database.name}.")
    os.close(handle)
    aside = Path(name)
    try:
        with closing(sqlite3.connect(aside, isolation_level=None)) as connection:
            connection.executescript(_CREATE)
            builder = _Builder(connection, moment, progress)
            for source in inputs:
                builder.take(source)
            built = builder.finish(frozenset(kev), epss or {})
        aside.chmod(0o644)
        aside.replace(database)
    except sqlite3.Error as error:
        raise UsageError(f"Cannot write {database}: {error}.") from None
    except OSError as error:
        raise UsageError(f"Cannot write {database}: {error.strerror or error}.") from None
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
    return built


@dataclass(slots=True)
class _Builder:
    connection: sqlite3.Connection
    moment: datetime
    progress: Callable[[str, int, int], None]
    numbers: dict[str, tuple[int, str]] = field(default_factory=dict)
    affected: dict[int, tuple[Affected, ...]] = field(default_factory=dict)
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    withdrawn: set[int] = field(default_factory=set)

    def take(self, source: Input) -> None:
        """All records of one source."""
        self.connection.execute("BEGIN")
        newest, taken, skipped = "", 0, 0
        for record in records_of(source.path):
            if record.advisory is None:
                skipped += 1
                if len(self.problems) < _MAX_PROBLEMS:
                    self.problems.append((source.name, record.path, record.problem))
                continue
            taken += 1
            self._put(record.advisory, record.document)
            newest = max(newest, record.advisory.modified)
            self.progress(f"reading {source.name}", taken, 0)
        as_of = source.as_of or _day_of(newest, self.moment)
        row = (source.name, taken, skipped, timestamp(as_of), source.etag)
        self.connection.execute("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?)", row)
        self.connection.execute("COMMIT")

    def _put(self, advisory: Advisory, document: Any) -> None:
        """Write an advisory; of two with the same id the one that was modified last stays."""
        number, modified = self.numbers.get(advisory.id, (len(self.numbers) + 1, ""))
        if advisory.id in self.numbers and advisory.modified <= modified:
            return
        self.numbers[advisory.id] = number, advisory.modified
        self.affected[number] = () if advisory.withdrawn else advisory.affected
        self.withdrawn.discard(number)
        if advisory.withdrawn:
            self.withdrawn.add(number)
        row = (
            number,
            advisory.id,
            advisory.modified,
            advisory.withdrawn,
            orjson.dumps(advisory.aliases).decode(),
            advisory.summary,
            advisory.score.cvss,
            advisory.score.vector,
            advisory.score.severity,
            int(advisory.malicious),
            orjson.dumps((advisory.cwes, advisory.urls)).decode(),
            zlib.compress(orjson.dumps(document), 1),
        )
        self.connection.execute("INSERT OR REPLACE INTO advisory VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def finish(self, kev: frozenset[str], epss: Mapping[str, float]) -> Built:
        """Index the packages, write what the file says of itself."""
        if not self.numbers:
            first = "; ".join(f"{path}: {why}" for _, path, why in self.problems[:3])
            raise UsageError(f"No advisory was found, so nothing was built{f' ({first})' if first else ''}.")
        packages = self._packages()
        run = self.connection
        run.execute("BEGIN")
        run.execute("CREATE UNIQUE INDEX advisory_id ON advisory (id)")
        run.executemany("INSERT INTO problem VALUES (?, ?, ?)", self.problems)
        run.executemany("INSERT INTO kev VALUES (?)", [(name,) for name in sorted(kev)])
        run.executemany("INSERT INTO epss VALUES (?, ?)", sorted(epss.items()))
        (as_of,) = run.execute("SELECT min(as_of) FROM source").fetchone()
        meta = {
            "built_at": timestamp(self.moment),
            "as_of": as_of,
            "records": str(len(self.numbers)),
            "withdrawn": str(len(self.withdrawn)),
        }
        run.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        run.execute("COMMIT")
        return Built(
            records=len(self.numbers),
            withdrawn=len(self.withdrawn),
            packages=packages,
            problems=tuple(self.problems),
        )

    def _packages(self) -> int:
        statements: dict[tuple[str, str], list[tuple[int, Affected]]] = {}
        for number in sorted(self.affected):
            for affected in self.affected[number]:
                statements.setdefault((affected.ecosystem, affected.name), []).append((number, affected))
        self.connection.execute("BEGIN")
        for place, (ecosystem, name) in enumerate(sorted(statements)):
            index = index_package(ecosystem, statements[ecosystem, name])
            row = (ecosystem, name, orjson.dumps(index.boundaries).decode(), _entries(index))
            self.connection.execute("INSERT INTO package VALUES (?, ?, ?, ?)", row)
            self.progress("ordering versions", place, len(statements))
        self.connection.execute("COMMIT")
        return len(statements)


def _entries(index: PackageIndex) -> str:
    """[advisory, intervals, unordered versions, fixed versions, start of what is unbounded, problem] for each."""
    rows = [(e.advisory, e.intervals, e.texts, e.fixed, e.unbounded, e.problem) for e in index.entries]
    return orjson.dumps(rows).decode()


def _day_of(modified: str, moment: datetime) -> datetime:
    """The moment of the newest record, never later than now; the beginning of time when none has one."""
    try:
        found = datetime.fromisoformat(modified)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=moment.tzinfo)
    found = found if found.tzinfo else found.replace(tzinfo=moment.tzinfo)
    return min(found.astimezone(moment.tzinfo), moment)
