"""What the conditions around a line say: which of the values of a name can be there.

if provider == "groq":
    model = "llama-3.1-8b-instant"      (1)
elif model in OPENAI_MODELS:
    ask(model)                          one of OPENAI_MODELS, and never (1)
if model == "Custom":
    model = input()
ask(model)                              never "Custom"
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from aibom.scanners.code.facts import Arm, Asked

_MAX_ASKING = 40  # arms that ask the same name in one scope; more are a table
_MAX_ARMS = 200  # of a file whose values are told apart by what is chosen
_WORD = re.compile(r"\w+")


class Held(NamedTuple):
    """What a condition asks, and whether that holds or does not."""

    asked: Asked
    holds: bool


class Conditions:
    """The arms of one file that ask names for words."""

    __slots__ = ("_arms", "_by_name", "_by_scope", "_near")

    def __init__(self, arms: Iterable[Arm]) -> None:
        self._arms = [arm for arm in arms if arm.given or arm.taken]
        self._by_name: dict[tuple[str, str], list[Arm]] = defaultdict(list)
        self._by_scope: dict[str, list[Arm]] = defaultdict(list)
        self._near: dict[int, tuple[Held, ...]] = {}
        for arm in self._arms:
            self._by_scope[arm.scope].append(arm)
            for name in {one.name for one in (*arm.given, *arm.taken)}:
                self._by_name[arm.scope, name].append(arm)

    def __bool__(self) -> bool:
        return bool(self._arms)

    def asking(self, scope: str, name: str) -> list[Arm]:
        """The arms of a scope that ask a name, where these are not too many."""
        arms = self._by_name.get((scope, name), [])
        return arms if len(arms) <= _MAX_ASKING else []

    def around(self, line: int) -> tuple[Held, ...]:
        """What holds at a line, as far as the arms that it lies in, and those beside them, say."""
        if line not in self._near:
            near = self._arms if len(self._arms) <= _MAX_ARMS else []
            self._near[line] = tuple(held for arm in near for held in _at(arm, line))
        return self._near[line]


def _at(arm: Arm, line: int) -> Iterator[Held]:
    if arm.line <= line <= arm.end_line:
        yield from (Held(one, True) for one in arm.given)
    elif arm.end_line < line <= arm.last_line:
        yield from (Held(one, False) for one in arm.taken)


@lru_cache(maxsize=8_192)
def contradict(one: Held, other: Held) -> bool:
    """Whether two conditions on what is called the same cannot both hold: `provider == "groq"` and `== "openai"`."""
    if not (one.holds or other.holds) or _last(one.asked.name) != _last(other.asked.name):
        return False
    ours, theirs = _words(one.asked), _words(other.asked)
    if not ours or not theirs:
        return False
    if one.holds and other.holds:
        return not ours & theirs
    return theirs <= ours if other.holds else ours <= theirs


def _last(name: str) -> str:
    """What a name ends in, which is what it means: `selection["provider"]`, `self.provider`."""
    words: list[str] = _WORD.findall(name)
    return words[-1].lower() if words else ""


def _words(asked: Asked) -> set[str]:
    constant = asked.listed.rpartition(".")[2] if "." in asked.listed else ""  # `Provider.OPENAI`
    return {word.lower() for word in (*asked.words, constant) if word}
