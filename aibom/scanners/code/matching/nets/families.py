"""Which families of entries are the tools of a program that must have some.

Points are given: for the project's own words for a name and a sentence, for a word of tools in what repeats, for names
that begin with verbs, for what runs, and for standing near the place that says that there are tools. What is called a
route, a column or a metric is none, unless the project's own words say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import NamedTuple

from aibom.catalog.tool_words import tool_words
from aibom.model.kinds import Kind
from aibom.scanners.code.matching.literals.told import Told
from aibom.scanners.code.matching.nets.entries import Entry, Pair
from aibom.scanners.code.matching.nets.words import words_in

_COMMON = (Pair("name", "description"), Pair("name", "desc"), Pair("", "description"), Pair("id", "description"))
_LEAST, _FEW = 3, 2  # members of a family; where the project's own words tell them, two are one
_ENOUGH = 3
_MAX_TOOLS = 150


class Ground(NamedTuple):
    """What a family is judged by: the words for a name and a sentence, and what is told already."""

    pairs: Set[Pair]
    told: Told


def families(entries: Iterable[Entry]) -> list[list[Entry]]:
    """The entries by what they share, each name once."""
    found: dict[tuple[str, ...], dict[str, Entry]] = {}
    for one in entries:
        found.setdefault(one.family, {}).setdefault(one.name, one)
    return [list(members.values()) for members in found.values()]


def are_tools(members: list[Entry], ground: Ground) -> bool:
    """Whether a family is one of tools."""
    own = _own_words(members[0].keys, ground)
    if not (_FEW if own == _ENOUGH else _LEAST) <= len(members) <= _MAX_TOOLS:
        return False
    if _are_parts(members) or _are_told(members, ground) or (own < _ENOUGH and _is_else(members)):
        return False
    if own == _ENOUGH:
        return any(_signs(members))
    return len(ground.told.tool_names) < len(members) and own + _points(members, own) >= _ENOUGH


def _are_parts(members: list[Entry]) -> bool:
    """Whether what repeats is called a part of a tool: `ToolParameter("city", "Which city to look at")`."""
    last = {words[-1] for one in members[:_LEAST] for words in (words_in(_own_name(one.called)),) if words}
    return bool(last) and last <= tool_words().parts


def _are_told(members: list[Entry], ground: Ground) -> bool:
    """Whether many are known to be something else: agents, prompts, models."""
    others = [one for one in members if ground.told.named.get(one.name, set()) - {Kind.TOOL}]
    return len(others) * 3 >= len(members)


def _own_words(keys: Pair, ground: Ground) -> int:
    """How much the members' names say: those that the program itself makes tools of say all, and so does that it looks
    through functions where it offers tools."""
    if keys.said == "__doc__":
        return _ENOUGH
    if keys in ground.pairs and keys not in _COMMON:
        return _ENOUGH if keys.name else _FEW
    if keys.said and any(keys.said == pair.said for pair in ground.pairs if pair not in _COMMON):
        return _FEW
    return 1 if keys in ground.pairs else 0


def _points(members: list[Entry], own: int) -> int:
    """What speaks for tools, one for where they stand; without words of the project's own, a word for tools or names
    that say what is done, nothing does."""
    says, does, runs = _signs(members)
    around = {word for one in members[:_LEAST] for word in words_in(one.path)}
    by_folder = not says and not tool_words().tools.isdisjoint(around)
    return 1 + sum((says, does, runs, by_folder)) if own > 1 or says or does else 0


def _signs(members: list[Entry]) -> tuple[bool, bool, bool]:
    """Whether what repeats is called as tools are, most names say what is done, and something runs."""
    says = not tool_words().tools.isdisjoint(_repeated(members))
    return says, _most(_does(one.name) for one in members), _most(one.works for one in members)


def _repeated(members: list[Entry]) -> set[str]:
    """The words that all of the first members are called by."""
    return set.intersection(*(set(words_in(_own_name(one.called))) for one in members[:_LEAST]))


def _own_name(called: str) -> str:
    """What is called without the package or object that it is of: `agent.NewParameterDefinition` is no agent's."""
    return " ".join(part.rpartition(".")[2] or part for part in called.split())


def _does(name: str) -> bool:
    """Whether a name begins with a verb and has more words."""
    words = words_in(name)
    return len(words) > 1 and words[0] in tool_words().verbs


def _is_else(members: list[Entry]) -> bool:
    """Whether the words around a family, or in most of its names, say that it is something else."""
    words = tool_words()
    called = {word for one in members[:_LEAST] for word in words_in(_own_name(one.called))}
    if not words.others.isdisjoint(called) and words.tools.isdisjoint(_repeated(members)):
        return True
    return _most(not words.states.isdisjoint(words_in(one.name)) for one in members)


def _most(answers: Iterable[bool]) -> bool:
    given = list(answers)
    return sum(given) * 2 > len(given)
