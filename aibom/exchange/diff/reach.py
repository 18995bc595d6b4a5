"""Which nodes of a graph reach which targets: for all of them at once, in time linear in the graph."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

N = TypeVar("N", bound=Hashable)


def reached(below: Mapping[N, Sequence[N]], targets: Mapping[N, int]) -> dict[N, int]:
    """For each node that leads anywhere the targets that it reaches or is, as bits: `targets` maps each to its own.

    Nodes in a circle reach the same; circles are found as strongly connected parts (Tarjan, SIAM J. Comput. 1, 1972),
    which come out with what they lead to first.
    """
    bits: dict[N, int] = {}
    for part in _parts(below):
        found = 0
        for node in part:
            found |= targets.get(node, 0)
            for after in below.get(node, ()):
                found |= bits.get(after, targets.get(after, 0))
        for node in part:
            bits[node] = found
    return bits


def _parts(below: Mapping[N, Sequence[N]]) -> Iterator[list[N]]:
    number: dict[N, int] = {}
    lowest: dict[N, int] = {}
    path: list[N] = []
    open_: set[N] = set()
    for start in below:
        if start in number:
            continue
        work: list[tuple[N, Iterator[N]]] = []
        following: N | None = start
        while following is not None or work:
            if following is not None:
                number[following] = lowest[following] = len(number)
                path.append(following)
                open_.add(following)
                work.append((following, iter(below.get(following, ()))))
            node, rest = work[-1]
            following = _step(node, rest, number, lowest, open_)
            if following is None:
                work.pop()
                if work:
                    above = work[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] == number[node]:
                    yield _closed(node, path, open_)


def _step(node: N, rest: Iterator[N], number: dict[N, int], lowest: dict[N, int], open_: set[N]) -> N | None:
    """The next node to enter, or None when all that this one leads to is known."""
    for after in rest:
        if after not in number:
            return after
        if after in open_:
            lowest[node] = min(lowest[node], number[after])
    return None


def _closed(node: N, path: list[N], open_: set[N]) -> list[N]:
    part = []
    while True:
        part.append(path.pop())
        open_.discard(part[-1])
        if part[-1] == node:
            return part
