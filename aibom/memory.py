"""What the cache knows of a tree: the conclusions of the scanners, by what they were drawn from.

A conclusion rests on three things, and each is part of its key:

    gists       of every file that a scanner wants what counts of it: its content, or, when the scanner says that the
                content matters only as far as some part of it (the imports of code that does not speak of AI), that
    the listing which paths there are
    consulted   the contents of the files that were opened while joining, wherever an import or a name led

The gists and the listing give a first key, which leads to the list of files that were consulted last time; with their
contents it gives the key of the conclusion. So a change in a file that nobody consulted costs that file alone.

Stored are digests, paths and conclusions; never the text of files, nor facts of single files: those hold secrets and
prompts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import cache as once
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

from aibom.core.errors import UnreadableError
from aibom.core.guard import Crash, attempt
from aibom.core.limits import DEFAULT_LIMITS, MIB
from aibom.model.codec import decode_sightings, encode_sightings
from aibom.model.sighting import Sighting
from aibom.scanners.base import Scanner
from aibom.sources.cache import Cache, key_of
from aibom.sources.files import TreeFile
from aibom.sources.listing import Listing

# Weights are hashed by their scanner each time: a digest of them costs as much as the scan itself.
MAX_DIGESTED_BYTES = 16 * MIB
# With more changed files than this, or than known ones, the scanner is run: it reads them anyway.
MAX_CHANGED = 200
# A file that a scanner consults while it joins is read no further than this.
_MAX_CONSULTED_BYTES = DEFAULT_LIMITS.notebook_bytes
_PACKAGE = Path(__file__).parent


class Watched:
    """A listing that notes which of its files are opened."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self.opened: set[str] = set()

    @property
    def paths(self) -> tuple[str, ...]:
        return self._listing.paths

    def exists(self, path: str) -> bool:
        return self._listing.exists(path)

    def file(self, path: str) -> TreeFile:
        self.opened.add(path)
        return self._listing.file(path)


class Memory:
    """The conclusions of one tree. A file's digest covers content, path, and whether it is tracked."""

    def __init__(self, cache: Cache, listing: Listing) -> None:
        self._cache, self._tree = cache, listing
        self._listing = key_of(tool_digest(), *listing.paths)
        self._digests: dict[str, bytes | None] = {}
        self._heads: dict[str, bytes] = {}

    def conclusion(self, scanner: Scanner, files: Sequence[TreeFile]) -> list[Sighting] | None:
        """What the scanner concluded last time of the same files; None when it has to be run."""
        first = self._first_key(scanner, files, self._gists(scanner, files))
        if first is None:
            return None
        try:
            consulted = orjson.loads(self._cache.get([first]).get(first, b""))
            stored = self._get(self._second_key(first, consulted))
            return decode_sightings(stored) if stored is not None else None
        except (ValueError, KeyError, TypeError):
            return None

    def keep(
        self,
        scanner: Scanner,
        files: Sequence[TreeFile],
        records: Mapping[str, Any],
        failed: Set[str],
        opened: Set[str],
        sightings: Sequence[Sighting],
    ) -> None:
        """Remember a conclusion: of the records of its files, but for those that `failed`, and the files `opened`."""
        gists: dict[str, bytes] = {}
        entries: dict[bytes, bytes] = {}
        gist: Callable[[Any], str | None] | None = getattr(scanner, "gist", None)
        for file in files:
            digest = self._digest(file)
            if gist is not None and digest is not None and file.path not in failed:
                found = gist(records.get(file.path))
                gists[file.path] = entries[_gist_key(scanner, digest)] = b"" if found is None else key_of(found)
        first = self._first_key(scanner, files, gists)
        if first is not None:
            consulted = sorted(opened)
            entries[first] = orjson.dumps(consulted)
            entries[self._second_key(first, consulted)] = encode_sightings(sightings)
            self._cache.put(entries)

    def _get(self, key: bytes) -> bytes | None:
        return self._cache.get([key]).get(key)

    def _first_key(
        self, scanner: Scanner, files: Sequence[TreeFile], gists: Mapping[str, bytes] | None
    ) -> bytes | None:
        if gists is None:
            return None
        parts: list[str | bytes] = []
        for file in files:
            part = gists.get(file.path) or self._digest(file)
            if part is None:
                return None
            parts += [file.path, part]
        return key_of("files", scanner.name, self._listing, *parts)

    def _second_key(self, first: bytes, consulted: Sequence[str]) -> bytes:
        parts = [part for path in consulted for part in (path.encode("utf-8", "surrogatepass"), self._consulted(path))]
        return key_of("conclusion", first, *parts)

    def _consulted(self, path: str) -> bytes:
        """The digest of a file that was opened while joining, as far as it would be read; b"" when there is none."""
        if path not in self._heads:
            file = self._tree.file(path) if self._tree.exists(path) else None
            self._heads[path] = b"" if file is None else self._digest(file) or _head(file)
        return self._heads[path]

    def _gists(self, scanner: Scanner, files: Sequence[TreeFile]) -> dict[str, bytes] | None:
        """What counts of each file, b"" where that is its content; None when too many have changed."""
        gist = getattr(scanner, "gist", None)
        if gist is None:
            return {}
        keys = {file.path: _gist_key(scanner, digest) for file in files if (digest := self._digest(file)) is not None}
        known = self._cache.get(keys.values())
        found = {path: known[key] for path, key in keys.items() if key in known}
        changed = [file for file in files if file.path in keys and file.path not in found]
        if len(changed) > min(MAX_CHANGED, len(found)):
            return None
        for file in changed:
            found[file.path] = _gist(scanner, file)
        return found

    def _digest(self, file: TreeFile) -> bytes | None:
        if file.path not in self._digests:
            self._digests[file.path] = _digest(file)
        return self._digests[file.path]


def _gist_key(scanner: Scanner, digest: bytes) -> bytes:
    return key_of("gist", tool_digest(), scanner.name, digest)


def _gist(scanner: Any, file: TreeFile) -> bytes:
    """What counts of a file that has not been seen before; b"" for its content."""
    try:
        found = attempt(lambda: scanner.gist(scanner.read(file)))
    except UnreadableError:
        return b""
    return b"" if found is None or isinstance(found, Crash) else key_of(found)


def _head(file: TreeFile) -> bytes:
    """The digest of a file's first bytes; b"" when it cannot be read."""
    try:
        return blake2b(file.head(_MAX_CONSULTED_BYTES), digest_size=20).digest()
    except UnreadableError:
        return b""


def _digest(file: TreeFile) -> bytes | None:
    """The digest of a file's content and path; None when it is large or cannot be read."""
    try:
        data = file.head(MAX_DIGESTED_BYTES + 1)
    except UnreadableError:
        return None
    if len(data) > MAX_DIGESTED_BYTES:
        return None
    return key_of(file.path, str(file.tracked), blake2b(data, digest_size=20).digest())


@once
def tool_digest() -> bytes:
    """Changes with every change of the tool or its catalogue: names, sizes and times of the package's files."""
    files = sorted(path for path in _PACKAGE.rglob("*") if path.suffix in (".py", ".json", ".yaml"))
    states = ((path, path.stat()) for path in files)
    return key_of(*(f"{path.relative_to(_PACKAGE)} {state.st_size} {state.st_mtime_ns}" for path, state in states))
