"""Texts that a program makes longer: `self.model = self.model + ":latest"`, `config.model = f"openai/{config.model}"`.

Where such a statement stands in another function than those that set the name, nobody knows how often it runs. It is
taken to run once on each of the texts that the name is otherwise given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.scanners.code.facts import Lit, Name, Template, Value
from aibom.scanners.code.resolving.types import Abstract, Const, Env, Follower

_MAX_TEXTS = 8


def makes_longer(value: Value, name: str) -> bool:
    """Whether a value is put together of what its own name held before."""
    return isinstance(value, Template) and any(_is(part, name) for part in value.parts)


def made_longer(ev: Follower, value: Value, name: str, held: Iterable[Abstract], env: Env) -> Iterator[Abstract]:
    """What one such statement makes of the texts that its name holds."""
    parts = value.parts if isinstance(value, Template) else ()
    texts = [one.value for one in held if isinstance(one, Const) and isinstance(one.value, str)]
    for text in dict.fromkeys(texts[:_MAX_TEXTS]):
        whole = tuple(Lit(text, value.line) if _is(part, name) else part for part in parts)
        yield from ev.evaluate(Template(whole, value.line), env)


def _is(part: Value, name: str) -> bool:
    return isinstance(part, Name) and part.path == name
