"""What a bound leaves out is told.

Bounds on rows, entries and calls keep hostile input from costing without end. Whoever cuts notes it here, wherever in
a reader that is; whoever runs the reader (aibom.crawl) listens, and makes unknowns of it. Else nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")


class LeftOut(NamedTuple):
    """What was left out, as a plain sentence, and of which file: "" of the one that is being read."""

    path: str
    reason: str


_about: ContextVar[str] = ContextVar("about", default="")
_heard: ContextVar[dict[LeftOut, None] | None] = ContextVar("heard", default=None)


@contextmanager
def listening() -> Iterator[dict[LeftOut, None]]:
    """Collects what is left out inside, each thing once, in the order in which it was met."""
    found: dict[LeftOut, None] = {}
    token = _heard.set(found)
    try:
        yield found
    finally:
        _heard.reset(token)


@contextmanager
def about(path: str) -> Iterator[None]:
    """Says which file is being read inside."""
    token = _about.set(path)
    try:
        yield
    finally:
        _about.reset(token)


def leave_out(most: int, what: str, path: str = "") -> None:
    """Note that there are more than so many of something ("nodes of the workflow"); the rest is not read."""
    _note(path, f"more than {most:,} {what}: only the first {most:,} were read")


def pass_over(what: str, path: str = "") -> None:
    """Note that something is there which was not read."""
    _note(path, f"{what}: not read")


def _note(path: str, reason: str) -> None:
    heard = _heard.get()
    if heard is not None:
        heard[LeftOut(path or _about.get(), reason)] = None


def within(items: Sequence[Item], most: int, what: str, path: str = "") -> Sequence[Item]:
    """The first items, at most so many; that there are more is noted."""
    if len(items) <= most:
        return items
    leave_out(most, what, path)
    return items[:most]
