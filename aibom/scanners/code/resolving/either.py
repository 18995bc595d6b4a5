"""Values of which one is taken, `b if c else a`, less those that are made for another case."""

from __future__ import annotations

from aibom.scanners.code.facts import Either, Name, Part, Template
from aibom.scanners.code.resolving.types import Abstract, Abstracts, Const, Env, Follower, distinct

_PAIR, _MOST = 2, 4


def either(ev: Follower, value: Either, env: Env) -> Abstracts:
    """What the options are, in written order."""
    options = value.options
    if len(options) == _PAIR and any(isinstance(one, Template) for one in options):
        options = tuple(one for one in options if not _fills_in_nothing(ev, one, env)) or options
    found: list[Abstract] = []
    for option in options:
        found += ev.evaluate(option, env)
        if value.falls_back and env.frame is not None and env.frame.turns and _is_something(found):
            break  # of one row of a written-out list all is known: `row["model"] or DEFAULT`
    return distinct(found)


def _is_something(found: list[Abstract]) -> bool:
    return bool(found) and all(isinstance(one, Const) and bool(one.value) and not one.partial for one in found)


def _fills_in_nothing(ev: Follower, option: Part, env: Env) -> bool:
    """Whether a text is made of a name that is empty, so that the other is taken: `f"{PREFIX}_{name}" if PREFIX else
    name`."""
    names = [part for part in option.parts if isinstance(part, Name)] if isinstance(option, Template) else []
    return any(_is_empty(ev.evaluate(name, env)) for name in names[:_MOST])


def _is_empty(things: tuple[Abstract, ...]) -> bool:
    return bool(things) and all(isinstance(one, Const) and one.value in ("", None) for one in things)
