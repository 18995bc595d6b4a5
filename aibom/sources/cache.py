"""Keeps what scans concluded, so that a second scan works out only what changed.

One SQLite file in the user's cache directory (never in the tree), from a key to bytes that the scanner's codec
wrote. A key is a digest of everything that the value depends on: content, path, and the versions of tool, parsers and
catalogue; so an entry never goes stale, it is only no longer asked for. Whatever is wrong with the file (a
corrupt page, another process, a full disk) is a miss and never an error.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

SCHEMA_VERSION = 1
MAX_BYTES = 1024**3
_BATCH = 500
_CREATE = """
CREATE TABLE IF NOT EXISTS entry (
    key BLOB PRIMARY KEY, value BLOB NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_used ON entry (used);
"""


def cache_dir() -> Path:
    """AIBOM_CACHE_DIR, else the platform's place for caches."""
    given = os.environ.get("AIBOM_CACHE_DIR")
    if given:
        return Path(given)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "aibom"
    base = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base and os.path.isabs(base) else Path.home() / ".cache") / "aibom"


def cache_files(folder: Path) -> tuple[Path, ...]:
    """The file of a cache, and those that SQLite keeps beside it while it is open."""
    return tuple(folder / f"scan-{SCHEMA_VERSION}.sqlite{suffix}" for suffix in ("", "-wal", "-shm"))


def key_of(*parts: str | bytes) -> bytes:
    """A 20-byte key of parts; their boundaries count."""
    whole: list[bytes] = []
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        whole += (len(data).to_bytes(8, "little"), data)
    return blake2b(b"".join(whole), digest_size=20).digest()


class Cache:
    """A store of bytes by key. `day` (days since 1970) says when an entry was last used; the oldest go first."""

    def __init__(self, folder: Path, day: int) -> None:
        self._day, self._path = day, cache_files(folder)[0]
        self._connection, self._process = _open(self._path), os.getpid()

    def get(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The values that are there, by key."""
        found: dict[bytes, bytes] = {}
        self._own()
        if self._connection is None:
            return found
        for batch in _batches(keys):
            marks = ",".join("?" * len(batch))
            try:
                rows = self._connection.execute(f"SELECT key, value FROM entry WHERE key IN ({marks})", batch)  # noqa: S608 - only question marks
                found.update((key, zlib.decompress(value)) for key, value in rows)
            except (sqlite3.Error, zlib.error, TypeError):
                self._give_up()
                return {}
        return found

    def put(self, entries: Mapping[bytes, bytes], used: Iterable[bytes] = ()) -> None:
        """Store entries, and mark `used` keys as used today."""
        self._own()
        if self._connection is None:
            return
        rows = [(key, *_packed(value), self._day) for key, value in entries.items()]
        try:
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?)", rows)
                marks = [(self._day, key, self._day) for key in used]
                self._connection.executemany("UPDATE entry SET used = ? WHERE key = ? AND used < ?", marks)
                if rows:
                    self._shrink()
        except sqlite3.Error:
            self._give_up()

    def _own(self) -> None:
        """A forked process opens the file for itself: SQLite's connections must not be used on both sides of a fork."""
        if self._connection is not None and self._process != os.getpid():
            self._inherited = self._connection  # kept, because closing it would take the other side's locks
            self._connection, self._process = _open(self._path), os.getpid()

    def _shrink(self) -> None:
        """Drop the least recently used days until the store fits its bound."""
        assert self._connection is not None
        (total,) = self._connection.execute("SELECT coalesce(sum(size), 0) FROM entry").fetchone()
        while total > MAX_BYTES:
            (oldest,) = self._connection.execute("SELECT min(used) FROM entry").fetchone()
            self._connection.execute("DELETE FROM entry WHERE used = ?", (oldest,))
            (total,) = self._connection.execute("SELECT coalesce(sum(size), 0) FROM entry").fetchone()

    def _give_up(self) -> None:
        """A file that cannot be used is as good as none; it is left for the next run to rebuild."""
        with contextlib.suppress(sqlite3.Error):
            if self._connection is not None:
                self._connection.close()
        self._connection = None

    def close(self) -> None:
        """Close the file."""
        self._give_up()


def _packed(value: bytes) -> tuple[bytes, int]:
    packed = zlib.compress(value, 1)
    return packed, len(packed)


def _batches(keys: Iterable[bytes]) -> Iterator[list[bytes]]:
    wanted = list(keys)
    for start in range(0, len(wanted), _BATCH):
        yield wanted[start : start + _BATCH]


def _open(path: Path) -> sqlite3.Connection | None:
    """A usable connection; a file that is no database of ours is replaced once, else there is no cache."""
    for _ in range(2):
        connection = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            connection = sqlite3.connect(path, timeout=2.0)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=OFF")
            connection.executescript(_CREATE)
            connection.execute("SELECT key, value, size, used FROM entry LIMIT 1").fetchall()
        except sqlite3.OperationalError:
            return None
        except sqlite3.DatabaseError:
            if connection is not None:
                connection.close()
            with contextlib.suppress(OSError):
                path.unlink()
        except OSError:
            return None
        else:
            return connection
    return None
