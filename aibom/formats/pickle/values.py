"""What the abstract machine knows of a value on its stack or in its memo.

None is a value that does not matter (a number, a list, ...), an `int` is a text or bytes, by the offset of the opcode
that holds it, a `tuple` holds values. The rest are the classes below.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, TypeAlias


class Use(StrEnum):
    """What a pickle does with a global, the mildest first."""

    IMPORTED = "imported"
    INSTANTIATED = "instantiated"  # NEWOBJ: cls.__new__, without __init__
    BUILT = "built"  # BUILD on an instance: __setstate__ or attributes
    FILLED = "filled"  # items set in, or appended to, the global itself
    PATCHED = "patched"  # BUILD on the global itself
    CALLED = "called"  # REDUCE, OBJ, INST


class Ref:
    """A global, by name. `uses` holds the offset of the first use of each kind; `py2` is the name as it is written
    where Python 3 maps it to another (_compat_pickle)."""

    __slots__ = ("full", "instance", "module", "name", "py2", "slot", "uses")

    def __init__(self, module: str, name: str, offset: int) -> None:
        self.module, self.name, self.py2 = module, name, ""
        self.full = f"{module}.{name}"
        self.uses: dict[Use, int] = {Use.IMPORTED: offset}
        self.slot = 0
        self.instance = Instance(self, None)


class Instance:
    """What a call or an instantiation of a global gave; its arguments where they are kept."""

    __slots__ = ("args", "ref", "slot")

    def __init__(self, ref: Ref | None, args: tuple[object, ...] | None) -> None:
        self.ref, self.args, self.slot = ref, args, 0


class Run:
    """Several values that do not matter, pushed by the opcodes between two offsets."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end


Value: TypeAlias = "int | Ref | Instance | Run | tuple[object, ...] | None"


class Call(NamedTuple):
    """A call whose arguments matter: texts as str, globals as Ref, results as Instance, None for all else.
    `args` is None when they cannot be told."""

    name: str
    args: tuple[object, ...] | None
    offset: int


class Operand(NamedTuple):
    """A text or bytes that may be more than data: where its content stands, and how it is written there
    (`raw`, `escaped` as in STRING, `unicode` as in UNICODE)."""

    offset: int
    length: int
    kind: str


class Odd(NamedTuple):
    """Something that no pickler writes: `what` is a key, see the judge of pickles."""

    what: str
    offset: int
    detail: str = ""
