"""What a predicate may ask beside its own subject: all components, their relations, and the day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from aibom.bom.graph import Graph
from aibom.core.json import Json
from aibom.policy.kleene import Test, Truth
from aibom.policy.reach import Reachability, Relations
from aibom.policy.syntax import Compare, Join, Named, Predicate, Reach

Values = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class World:
    """One BOM on one day. `incomplete` are (ref, list) pairs; what several rules ask alike is answered once."""

    today: date
    components: Sequence[Values] = ()
    relations: Relations = field(default_factory=lambda: Relations(Graph({}, {})))
    incomplete: frozenset[tuple[str, str]] = frozenset()
    _by_kind: dict[object, list[Values]] = field(default_factory=dict)
    _reach: dict[str, Reachability] = field(default_factory=dict)

    def candidates(self, kinds: frozenset[str] | None) -> Iterable[Values]:
        """The components of these kinds; all of them for None."""
        if kinds is None:
            return self.components
        if not self._by_kind:
            for values in self.components:
                self._by_kind.setdefault(values.get("kind"), []).append(values)
        return [values for kind in sorted(kinds) for values in self._by_kind.get(kind, ())]

    def reachability(self, node: Reach, check: Test) -> Reachability:
        """How components come to a target; shared by all rules that ask for the same."""
        key = repr(node)
        if key not in self._reach:
            self._reach[key] = Reachability(
                self.relations, node.via, node.max_depth, node.backwards, self._matches(node.target, check)
            )
        return self._reach[key]

    def _matches(self, target: Predicate, check: Test) -> Callable[[], Mapping[str, Truth]]:
        """Components that are a target, or of which nobody can tell; the others are left out."""

        def matches() -> Mapping[str, Truth]:
            found = ((values, check(values)) for values in self.candidates(kinds_of(target)))
            return {str(values.get("ref")): value for values, value in found if value is not False}

        return matches


def kinds_of(predicate: Predicate) -> frozenset[str] | None:
    """The kinds that a predicate lets through at most; None when it may be any."""
    if isinstance(predicate, Compare):
        if predicate.path.text != "kind" or predicate.operator.name not in ("eq", "in"):
            return None
        return frozenset((predicate.operand,) if predicate.operator.name == "eq" else predicate.operand)
    if isinstance(predicate, Named):
        return kinds_of(predicate.part)
    if not isinstance(predicate, Join) or predicate.how == "not":
        return None
    parts = [kinds_of(part) for part in predicate.parts]
    known = [part for part in parts if part is not None]
    if predicate.how == "any":
        return frozenset().union(*known) if len(known) == len(parts) else None
    return frozenset.intersection(*known) if known else None
