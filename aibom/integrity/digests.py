"""Hashes of files: each is read once for all algorithms, several files at a time.

hashlib lets other threads run while it hashes, so that files are spread over threads; one file is never split, since
SHA-256 cannot be.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from aibom.core.errors import UnreadableError, UsageError
from aibom.formats.lfs import MAX_SIZE, read_pointer
from aibom.model.expectation import FoundHashes
from aibom.sources.every import FoundFile

CHUNK = 1 << 20
# Below this a thread costs more than it gives.
_WORTH_A_THREAD = 4 << 20
ALGORITHMS = ("sha256", "sha512", "blake3")


class DigestMemo:
    """What was hashed in this run, by device, inode, size and time of change, so that no file is read twice.

    `also` are algorithms that every read gives beside the wanted ones: what another comparison will want.
    """

    def __init__(self, also: Iterable[str] = ()) -> None:
        self.also = frozenset(also)
        self._known: dict[tuple[int, int, int, int], dict[str, str]] = {}

    def seed(self, location: bytes, hashes: Mapping[str, str]) -> None:
        """Remember what was hashed elsewhere in this run of the file at a location, which is no link."""
        try:
            found = os.lstat(location)
        except OSError:
            return
        self._known.setdefault(_identity(found), {}).update(hashes)

    def hashes(self, descriptor: int, algorithms: Iterable[str]) -> tuple[dict[str, str], int]:
        """As hash_descriptor, reading only what is not known yet."""
        wanted, found = set(algorithms), os.fstat(descriptor)
        known = self._known.get(_identity(found), {})
        if not wanted <= set(known):
            missing = (wanted | self.also) - set(known)
            known = {**known, **hash_descriptor(descriptor, missing)[0]}
            self._known[_identity(found)] = known
        return {name: known[name] for name in sorted(wanted)}, found.st_size


def _identity(found: os.stat_result) -> tuple[int, int, int, int]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


class Hasher(Protocol):
    """What hashlib and blake3 have in common."""

    def update(self, data: Any, /) -> object: ...

    def hexdigest(self) -> str: ...


def new_hasher(algorithm: str, size: int) -> Hasher:
    """A hasher for content of `size` bytes. Raises UsageError when blake3 is not installed."""
    if algorithm == "gitoid":
        return hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    if algorithm == "blake3":
        return _blake3()
    return hashlib.new(algorithm, usedforsecurity=algorithm != "md5")


def _blake3() -> Hasher:
    try:
        from blake3 import blake3
    except ImportError:
        raise UsageError("BLAKE3 wants the package blake3: pip install 'aibom[sign]'.") from None
    hasher: Hasher = blake3()
    return hasher


def hash_descriptor(descriptor: int, algorithms: Iterable[str]) -> tuple[dict[str, str], int]:
    """The digests and the size of an open file from its start. ValueError when it changed meanwhile."""
    before = os.fstat(descriptor)
    hashers = {name: new_hasher(name, before.st_size) for name in sorted(set(algorithms))}
    buffer = memoryview(bytearray(min(CHUNK, before.st_size + 1)))
    size = 0
    while count := os.preadv(descriptor, [buffer], size):
        for hasher in hashers.values():
            hasher.update(buffer[:count])
        size += count
    after = os.fstat(descriptor)
    if size != before.st_size or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise ValueError("changed while it was read")
    return {name: hasher.hexdigest() for name, hasher in hashers.items()}, size


def hash_files(
    files: Sequence[FoundFile],
    algorithms: Callable[[str], Iterable[str]],
    *,
    within: bytes | None = None,
    memo: DigestMemo | None = None,
) -> Iterator[FoundHashes]:
    """The hashes of the files, in their order; `algorithms` says which a path wants, `memo` holds what is known.

    A link that leads out of `within` (a real path) is not followed; of a Git LFS pointer the hash is that of the
    content that it stands for.
    """

    kept = memo or DigestMemo()

    def one(file: FoundFile) -> FoundHashes:
        return _hashed(file, algorithms(file.path), within, kept)

    workers = min(os.cpu_count() or 1, 8)
    large = [file for file in files if _size(file) >= _WORTH_A_THREAD]
    if workers < 2 or len(large) < 2:
        yield from map(one, files)
        return
    with ThreadPoolExecutor(workers) as pool:
        # The large files start first; the others are done here meanwhile.
        running = {file.location: pool.submit(one, file) for file in large}
        for file in files:
            yield running[file.location].result() if file.location in running else one(file)


def _size(file: FoundFile) -> int:
    try:
        return os.stat(file.location).st_size
    except OSError:
        return 0


def _hashed(file: FoundFile, algorithms: Iterable[str], within: bytes | None, memo: DigestMemo) -> FoundHashes:
    if within is not None and not _inside(os.path.realpath(file.location), within):
        return FoundHashes(path=file.path, why="a link that leads out of the folder, not followed")
    try:
        with file.descriptor() as descriptor:
            pointer = read_pointer(os.pread(descriptor, MAX_SIZE + 1, 0))
            if pointer:
                return FoundHashes(path=file.path, size=pointer.size, hashes={"sha256": pointer.sha256}, pointer=True)
            hashes, size = memo.hashes(descriptor, algorithms)
    except UnreadableError as error:
        return FoundHashes(path=file.path, why=error.why)
    except ValueError as error:
        return FoundHashes(path=file.path, why=str(error))
    except OSError as error:
        return FoundHashes(path=file.path, why=(error.strerror or "cannot be read").lower())
    return FoundHashes(path=file.path, size=size, hashes=hashes)


def _inside(real: bytes, within: bytes) -> bool:
    return real == within or real.startswith(within.rstrip(b"/") + b"/")
