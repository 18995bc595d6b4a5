"""What the shared reader and the tables of a language hand to each other: links of chains, arguments, definitions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tree_sitter import Node

from aibom.scanners.code.facts import Param, Value


class Step(NamedTuple):
    """One link of a chain, from outside in: `inner` is what it is applied to (`a` in `a.b`, `a()`, `a[0]`).

    The parts are applied in this order; a link without any is a pass-through such as `a!`.
    """

    inner: Node | None  # None: the chain starts with `member`, as in `f(x)` where a method call is one node
    member: str = ""  # `.name`
    call: Node | None = None  # `(...)`
    key: Node | None = None  # `[key]`
    at: Node | None = None  # where a call's line is, when that is not the end of `inner`


class Arguments(NamedTuple):
    """The arguments of one call as read."""

    args: tuple[Value, ...] = ()
    kwargs: tuple[tuple[str, Value], ...] = ()
    spread: bool = False
    form: str = "call"


@dataclass(slots=True)
class Frame:
    """The definition a node stands in: its dotted scope, what kind it is, and the values it returns."""

    scope: str = ""
    kind: str = "module"  # "module", "class" or "function"
    returns: list[Value] = field(default_factory=list)
    name: str = ""
    receiver: str = ""  # Go: the method's own name for what is `self` in the facts
    fields: frozenset[str] = frozenset()  # of the class around: members that bare names refer to
    expected: str = ""  # C#: the type that a returned `new()` has


class Draft(NamedTuple):
    """A function whose body is still to be walked."""

    name: str
    scope: str
    params: tuple[Param, ...]
    decorators: tuple[Value, ...]
    frame: Frame
    doc: str
    line: int
    end_line: int
    gives: str = ""
