"""The tree of a predicate as it is written, checked against the vocabulary; compile.py makes tests of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from aibom.policy.operators import Operator
from aibom.policy.paths import Path


@dataclass(frozen=True, slots=True)
class Compare:
    """`path: {operator: operand}`; in_item tells a member of a list item from a fact."""

    path: Path
    in_item: bool
    operator: Operator
    operand: Any


@dataclass(frozen=True, slots=True)
class Join:
    """`all`, `any` or `not` (one part) of predicates; a mapping of several keys is an `all`."""

    how: str
    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """`is: name`, a predicate that `let` gave a name."""

    name: str
    part: Predicate


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number must be: pairs of an order operator (lt, lte, gt, gte, eq) and a number."""

    limits: tuple[tuple[str, float], ...]

    @property
    def text(self) -> str:
        """`lte 3`"""
        return " and ".join(f"{name} {limit:g}" for name, limit in self.limits)


@dataclass(frozen=True, slots=True)
class Quantified:
    """`path: {any|every|none: ...}` over a list, or `path: {count: {of: ..., lte: 3}}` (`bounds` set)."""

    path: Path
    in_item: bool
    how: str
    part: Predicate | None
    bounds: Bounds | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """`reaches` (forward) or `reached_by`: a path of edges of the kinds `via` leads to (from) such a component."""

    backwards: bool
    via: frozenset[str]
    max_depth: int
    target: Predicate


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`components: {of: ..., among: ..., lte: 0}` counts components of the BOM; `share` divides by `among`."""

    how: str
    of: Predicate
    among: Predicate | None
    bounds: Bounds


Predicate: TypeAlias = "Compare | Join | Named | Quantified | Reach | Aggregate"


def facts_named(node: Predicate) -> frozenset[str]:
    """The facts of its own subject that a predicate reads; not those of other components, nor members of list items."""
    if isinstance(node, Join):
        return frozenset().union(*(facts_named(part) for part in node.parts))
    if isinstance(node, Named):
        return facts_named(node.part)
    return frozenset({node.path.text}) if isinstance(node, Compare | Quantified) else frozenset()
