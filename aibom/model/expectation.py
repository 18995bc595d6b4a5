"""What a publisher, a lock file or a signature says of the files of a model or data set, and what was found.

A hash is a pair of an algorithm's name in lower case (`sha256`, `sha512`, `blake3`, `md5`, `gitoid` = the SHA-1 of a
git blob) and its digest in hexadecimal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from aibom.core.json import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFile:
    """What one file should be; `size` in bytes, None when it is not stated."""

    hashes: Mapping[str, str] = field(default_factory=dict)
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """The statement of one source about the files of a folder, by paths relative to it.

    `source` says who states it, in words for a user. `names_all`: a file that it does not name is extra;
    `wants_all`: a file that it names must be there (a hub's listing is no demand to have fetched all of it).
    `commit` and `name` are stated by hubs and locks, else "".
    """

    source: str
    files: Mapping[str, ExpectedFile]
    names_all: bool = False
    wants_all: bool = True
    name: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a hub answers about a model or data set that lies in the tree: its files and facts, or a `problem`."""

    expectation: Expectation | None = None
    facts: Mapping[str, Json] = field(default_factory=dict)
    problem: str = ""


# Repository, model or dataset, commit ("" = default branch) -> what the hub answers.
Publisher = Callable[[str, str, str], Published]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundHashes:
    """What was found at a path: size and hashes, or `why` it could not be read. `pointer` is whether the hashes are
    those of the content that a Git LFS pointer stands for, which is itself not here."""

    path: str
    size: int = 0
    hashes: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    pointer: bool = False


class FileState(StrEnum):
    """How a file compares with what was expected; later members outweigh earlier ones."""

    MATCHED = "matched"
    UNCHECKED = "unchecked"
    EXTRA = "extra"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    SUBSTITUTED = "substituted"

    @property
    def rank(self) -> int:
        """Higher is worse."""
        return list(FileState).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedFile:
    """One file, its state, and for all but `matched` a sentence why."""

    path: str
    state: FileState
    source: str
    message: str = ""


class SignatureState(StrEnum):
    """What is known of a signature: checked against an expected signer and good, checked or comparable and bad, not
    there, or there and not checked."""

    VERIFIED = "verified"
    INVALID = "invalid"
    UNSIGNED = "unsigned"
    UNCHECKED = "unchecked"
