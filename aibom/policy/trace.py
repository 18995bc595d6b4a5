"""Why a predicate gave what it gave: the list items, graph path and unknown facts behind its value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aibom.core.json import Json
from aibom.policy.compile import Compiled
from aibom.policy.kleene import Truth

Items = dict[str, list[Mapping[str, Json]]]


def matched_items(tree: Compiled, values: Any) -> Items:
    """List fact -> its items (objects) that make the predicate hold, or leave it unknown when it is unknown."""
    found: Items = {}
    _collect(tree, values, tree.test(values), found)
    return found


def _collect(tree: Compiled, values: Any, wanted: Truth, found: Items) -> None:
    if tree.role == "list" and tree.items is not None:
        matching = [item for item, value in tree.items(values) if value is wanted and isinstance(item, Mapping)]
        if matching:
            known = found.setdefault(tree.path, [])
            known += [item for item in matching if item not in known]
    elif tree.role in ("all", "any"):
        for part in tree.parts:
            value = part.test(values)
            if value is wanted or (value is True and tree.role == "all"):
                _collect(part, values, value, found)


def witness_of(tree: Compiled, values: Any) -> tuple[str, ...]:
    """The refs of the path that the first graph predicate that holds has followed."""
    if tree.role == "graph" and tree.witness is not None:
        return tree.witness(values) if tree.test(values) else ()
    if tree.role in ("all", "any"):
        for part in tree.parts:
            if part.test(values) and (path := witness_of(part, values)):
                return path
    return ()


def unknown_paths(tree: Compiled, values: Any) -> tuple[str, ...]:
    """The facts that would have to be known to tell, sorted."""
    found: set[str] = set()
    todo = [tree]
    while todo:
        part = todo.pop()
        if part.test(values) is not None:
            continue
        if part.role in ("all", "any", "not"):
            todo += part.parts
        elif part.role == "graph":
            found.add("relations")
        elif part.role == "aggregate":
            found.add("facts of other components")
        else:
            found.add(part.path)
    return tuple(sorted(found))
