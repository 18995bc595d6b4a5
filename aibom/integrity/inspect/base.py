"""The interface of an inspector: it judges one family of formats.

An inspector claims a blob by what its content is (a name alone decides only where content cannot), reads it through
parsers of aibom.formats, and yields Signals. What lies inside goes to `session.descend(blob, name)`, which asks all
inspectors again and gives their signals. Every inspector that claims a blob reads it: a file that can be taken for
two things is judged as both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from aibom.catalog.pickle_names import PickleNames
from aibom.core.json import Json
from aibom.formats.blob import Blob
from aibom.model.inspection import Signal, Status

HEAD, TAIL = 1 << 16, (1 << 16) + 64
GIB = 1 << 30


@dataclass(slots=True, kw_only=True)
class Budget:
    """What the analysis of one file may still spend, shared by all that is nested in it.

    `unpacked` bytes may come out of decompression, `members` may be looked into, `opcodes` of pickles walked;
    `depth` containers may stand inside one another. Memory is bounded by what each level holds (formats/unpack.py).
    """

    unpacked: int = 4 * GIB
    members: int = 200_000
    opcodes: int = 400_000_000
    depth: int = 24

    @classmethod
    def for_size(cls, size: int) -> Budget:
        """The budget of a file of `size` bytes: honest files unpack to a few times their size."""
        return cls(unpacked=4 * GIB + 8 * size)

    def spend_unpacked(self, count: int) -> bool:
        """Whether `count` more bytes may be unpacked."""
        self.unpacked -= count
        return self.unpacked >= 0


class Glance:
    """What an inspector may look at before it claims a blob: the first and last bytes, the name, the size.

    `name` is the base name of the file or member, in lower case; `claimed_by` are the inspectors that
    have claimed the blob so far. `tail` and `size` read a forward blob to its end:
    only inspectors with `by_tail` ask for them unless the blob is no forward one.
    """

    def __init__(self, blob: Blob, name: str) -> None:
        self.blob = blob
        self.claimed_by: set[str] = set()
        self.path = name.replace("\\", "/")
        self.name = self.path.rpartition("/")[2].lower()

    @cached_property
    def head(self) -> bytes:
        """The first HEAD bytes."""
        return self.blob.read(0, HEAD)

    @cached_property
    def tail(self) -> bytes:
        """The last TAIL bytes."""
        return self.blob.read(max(self.blob.size - TAIL, 0), TAIL)

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self.blob.size

    @property
    def extension(self) -> str:
        """What follows the last dot of the name, "" without one."""
        return self.name.rpartition(".")[2] if "." in self.name else ""


class Session(Protocol):
    """What an inspector asks of the analysis that it is part of."""

    names: PickleNames
    budget: Budget
    beside: frozenset[str] | None
    """Names of the files near the one that is analysed, in lower case; None where it was given by itself."""

    @property
    def where(self) -> str:
        """The path of the present member inside containers, "" for the file itself."""
        ...

    @property
    def dictionary(self) -> int:
        """The largest dictionary, in bytes, that a compressed stream may need here: less with every level."""
        ...

    def fact(self, name: str, value: Json) -> None:
        """Remember what is learnt of the file itself; of nested members it is not kept."""
        ...

    def format(self, name: str) -> None:
        """State that the present blob can be read as this format."""
        ...

    def descend(self, blob: Blob, name: str, title: str = "") -> Iterator[Signal]:
        """The signals of a blob that lies inside the present one. An empty name is the same thing unpacked, and
        `title` is then what it is called."""
        ...


class Inspector(Protocol):
    """See the module's docstring. One that `by_tail` is asked after the others, because it wants the last bytes."""

    name: str
    by_tail: bool

    def claims(self, glance: Glance) -> bool:
        """Whether the content can be read as this format. Cheap: a few comparisons."""
        ...

    def inspect(self, glance: Glance, session: Session) -> Iterable[Signal]:
        """Yield what is seen. Never raises on content; `glance.blob` is what to read."""
        ...


def incomplete(id: str, message: str, offset: int | None = None) -> Signal:  # noqa: A002 - the field's own name
    """A signal that something was not read."""
    return Signal(id=id, message=message, status=Status.INCOMPLETE, offset=offset)
