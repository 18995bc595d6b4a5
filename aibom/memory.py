"""What the cache knows of a tree: the conclusions of the scanners, by what they were drawn from.

A conclusion rests on three things, and each is part of its key:

    gists       of every file that a scanner wants what counts of it: its content, or, when the scanner says that the
                content matters only as far as some part of it (the imports of code that does not speak of AI), that
    the part    which paths there are of those that concern the scanner (its `concerns`), and which folders
    consulted   the contents of the files that were opened while joining, wherever an import or a name led, and the
                answers to what was asked about other paths: is there such a file, which files have this name

The gists and the part give a first key, which leads to the list of what was consulted last time; with the present
contents and answers it gives the key of the conclusion. So a change in a file that nobody consulted costs that file
alone, and a file that is added or removed costs only those scanners that it concerns or that asked about it.

Stored are digests, paths and conclusions; never the text of files, nor facts of single files: those hold secrets and
prompts. Of paths that were asked about only digests are kept, because code can ask about any text of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import cached_property
from hashlib import blake2b
from itertools import compress
from typing import Any, NamedTuple

import orjson

from aibom.core.errors import UnreadableError
from aibom.core.guard import Crash, attempt
from aibom.core.limits import DEFAULT_LIMITS, MIB
from aibom.model.codec import decode_sightings, encode_sightings
from aibom.model.sighting import Sighting
from aibom.scanners.base import Part, Scanner
from aibom.scanners.listed import Asked, Listed, by_name
from aibom.sources.cache import Cache, key_of
from aibom.sources.files import TreeFile
from aibom.sources.listing import Listing
from aibom.sources.tool import tool_digest

# Weights are hashed by their scanner each time: a digest of them costs as much as the scan itself.
MAX_DIGESTED_BYTES = 16 * MIB
# With more changed files than this, or than known ones, the scanner is run: it reads them anyway.
MAX_CHANGED = 200
# A file that a scanner consults while it joins is read no further than this.
_MAX_CONSULTED_BYTES = DEFAULT_LIMITS.notebook_bytes


class Remembered(NamedTuple):
    """A conclusion of an earlier scan. Its key is a digest of everything that it was drawn from."""

    key: bytes
    stored: bytes

    def sightings(self) -> list[Sighting] | None:
        """What was concluded; None when the stored bytes are not that."""
        try:
            return decode_sightings(self.stored)
        except (ValueError, KeyError, TypeError):
            return None


class Watched:
    """A listing that notes which of its files are opened, and what is asked about its paths."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self.opened: set[str] = set()
        self.asked = Asked()
        self.listed = Listed(listing.paths, self.asked)

    def part(self, concerns: Callable[[str], bool]) -> Part:
        return part_of(self._listing.paths, concerns)

    def exists(self, path: str) -> bool:
        return path in self.listed

    def file(self, path: str) -> TreeFile:
        self.opened.add(path)
        return self._listing.file(path)


def part_of(paths: Sequence[str], concerns: Callable[[str], bool]) -> Part:
    """The paths that concern a scanner, and all folders."""
    return Part(tuple(filter(concerns, paths)), folders_of(paths))


def folders_of(paths: Sequence[str]) -> tuple[str, ...]:
    """All folders that the paths stand in, sorted."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return tuple(sorted(folders))


def offered(scanner: Scanner, listing: Listing) -> Sequence[TreeFile]:
    """The tree's files, and to a scanner that knows them those of the home folder."""
    return (*listing.files, *listing.user) if getattr(scanner, "reads_home", False) else listing.files


class Memory:
    """The conclusions of one tree. A file's digest covers content, path, and whether it is tracked."""

    def __init__(self, cache: Cache, listing: Listing) -> None:
        self._cache, self._tree = cache, listing
        self._paths = listing.paths
        self._whole = key_of(*listing.paths)
        self._layout_key = key_of("layout", tool_digest(), self._whole, *(file.path for file in listing.user))
        self._layout: dict[str, bytes] = {}
        self._digests: dict[str, bytes | None] = {}
        self._heads: dict[str, bytes] = {}

    def wanted(self, scanners: Sequence[Scanner]) -> dict[str, list[TreeFile]]:
        """The files that each scanner wants; as long as the paths stay the same it is not asked again."""
        try:
            self._layout = {k: bytes.fromhex(v) for k, v in orjson.loads(self._get(self._layout_key) or b"{}").items()}
        except (ValueError, TypeError, AttributeError):
            self._layout = {}
        before = len(self._layout)
        found = {one.name: list(compress(offered(one, self._tree), self._marks(one))) for one in scanners}
        for scanner in scanners if len(self._layout) > before else ():
            self._part(scanner)
        if len(self._layout) > before:
            self._cache.put({self._layout_key: orjson.dumps({key: mark.hex() for key, mark in self._layout.items()})})
        return found

    def _marks(self, scanner: Scanner) -> bytes:
        """A byte for each file that a scanner is offered: 1 when it wants it."""
        marks, files = self._layout.get(f"wanted {scanner.name}"), offered(scanner, self._tree)
        if marks is None or len(marks) != len(files):
            marks = self._layout[f"wanted {scanner.name}"] = bytes(scanner.wants(file.path) for file in files)
        return marks

    def conclusion(self, scanner: Scanner, files: Sequence[TreeFile]) -> Remembered | None:
        """What the scanner concluded last time of the same files; None when it has to be run."""
        first = self._first_key(scanner, files, self._gists(scanner, files))
        if first is None:
            return None
        try:
            consulted = _Consulted(**orjson.loads(self._cache.get([first]).get(first, b"")))
            key = self._second_key(first, consulted)
            stored = self._get(key)
            return Remembered(key, stored) if stored is not None else None
        except (ValueError, KeyError, TypeError):
            return None

    def keep(
        self,
        scanner: Scanner,
        files: Sequence[TreeFile],
        records: Mapping[str, Any],
        failed: Set[str],
        watched: Watched,
        sightings: Sequence[Sighting],
    ) -> bytes | None:
        """Remember a conclusion: of the records of its files, but for those that `failed`, and what was
        `watched` while they were joined. Returns its key; None when it cannot be remembered."""
        gists: dict[str, bytes] = {}
        entries: dict[bytes, bytes] = {}
        gist: Callable[[Any], str | None] | None = getattr(scanner, "gist", None)
        for file in files:
            digest = self._digest(file)
            if gist is not None and digest is not None and file.path not in failed:
                found = gist(records.get(file.path))
                gists[file.path] = entries[_gist_key(scanner, digest)] = b"" if found is None else key_of(found)
        first = self._first_key(scanner, files, gists)
        if first is None:
            return None
        consulted = _consulted(watched)
        answers = self._answered(consulted).hex()
        consulted = consulted._replace(paths=self._whole.hex(), answers=answers)
        key = self._second_key(first, consulted)
        entries[first], entries[key] = orjson.dumps(consulted._asdict()), encode_sightings(sightings)
        self._cache.put(entries)
        return key

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
        return key_of("files", tool_digest(), scanner.name, self._part(scanner), *parts)

    def _part(self, scanner: Scanner) -> bytes:
        """The digest of the paths that concern a scanner."""
        concerns: Callable[[str], bool] | None = getattr(scanner, "concerns", None)
        name = f"part {scanner.name}"
        if name not in self._layout:
            paths = None if concerns is None else key_of(*filter(concerns, self._paths))
            self._layout[name] = b"" if paths is None else key_of(paths, self._folders)
        return self._layout[name]

    @cached_property
    def _folders(self) -> bytes:
        return key_of(*folders_of(self._paths))

    def _second_key(self, first: bytes, consulted: _Consulted) -> bytes:
        contents = [part for path in consulted.opened for part in (path, self._consulted(path))]
        whole = self._whole if consulted.whole else b""
        return key_of("conclusion", first, whole, key_of(*contents), self._answered(consulted))

    def _answered(self, consulted: _Consulted) -> bytes:
        """The digest of the answers to what was asked about other paths; of the same paths it is remembered."""
        if consulted.paths == self._whole.hex():
            return bytes.fromhex(consulted.answers)
        answers = [part for asked in consulted.asked for part in (asked, self._answers.get(asked, b""))]
        return key_of(*answers)

    @cached_property
    def _answers(self) -> dict[str, bytes]:
        """Digests of all answers that are not no, by the digests of what may be asked about the paths."""
        found = {_question("path", path): b"1" for path in self._paths}
        for name, paths in by_name(self._paths).items():
            found[_question("name", name)] = key_of(*paths)
        return found

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


class _Consulted(NamedTuple):
    """What a conclusion looked at: files, digests of questions about paths, and whether it went through all of them."""

    opened: list[str]
    asked: list[str]
    whole: bool
    paths: str = ""  # the digest of all paths, and of the answers that they give
    answers: str = ""


def _consulted(watched: Watched) -> _Consulted:
    asked = watched.asked
    questions = [_question("path", path) for path in asked.paths] + [_question("name", name) for name in asked.names]
    return _Consulted(sorted(watched.opened), sorted(questions), asked.whole)


def _question(kind: str, text: str) -> str:
    return key_of(kind, text).hex()[:24]


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
