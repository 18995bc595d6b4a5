"""Which scope a locked package has: the strongest one from which it can be reached along the lock's edges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from aibom.scanners.manifests.record import Edge, Ref

# Strongest first: what is needed at run time stays so, whoever else needs it.
SCOPES = ("runtime", "peer", "optional", "build", "test", "dev")


def scopes_by_reach(roots: Mapping[str, Iterable[Ref]], edges: Iterable[Edge]) -> dict[Ref, str]:
    """The scope of every package that the roots (by scope) lead to."""
    targets: dict[Ref, list[Ref]] = defaultdict(list)
    for edge in edges:
        if edge.source is not None:
            targets[edge.source].append(edge.target)
    found: dict[Ref, str] = {}
    for scope in SCOPES:
        todo = list(roots.get(scope, ()))
        while todo:
            ref = todo.pop()
            if ref not in found:
                found[ref] = scope
                todo += targets[ref]
    return found


def strongest(scopes: Iterable[str]) -> str | None:
    """The first of SCOPES that is among the given ones."""
    given = set(scopes)
    return next((scope for scope in SCOPES if scope in given), None)
