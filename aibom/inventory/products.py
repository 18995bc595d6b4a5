"""Tools that bear the name of the product they ask: `BraveSearch` and Brave Search, `FalTools` and fal.ai."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from aibom.core import re
from aibom.model.component import Component
from aibom.model.kinds import Kind, RelationKind

_PARTS = re.compile(r"[^a-z0-9]+")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# Words of a product's name that say nothing of which it is.
_PLAIN = frozenset("ai api apis search cloud io com dev db the web server services platform".split())
# Makers of many products: their name alone does not say which of them a tool asks.
_MAKERS = frozenset("google azure amazon aws microsoft github apple ibm oracle meta alibaba tencent".split())
_LONG = 4  # letters of a name that is told anywhere in another


def asked_by_name(
    components: Sequence[Component], joined: Set[tuple[str, Kind | None]]
) -> Iterator[tuple[str, RelationKind, str]]:
    """The edges from tools that nothing joins to a service to the services of their names; `joined` tells what kinds
    a component is joined to."""
    services = [(core, one) for one in components if one.kind is Kind.SERVICE and (core := _core(one.name))]
    for tool in components if services else ():
        if tool.kind is Kind.TOOL and (tool.ref, Kind.SERVICE) not in joined:
            words = _words(tool.name.rpartition("/")[2])
            for core, service in services:
                if _is_named(words, core) and service.facts.get("service_type") != "mcp-server":
                    yield tool.ref, RelationKind.CALLS_SERVICE, service.ref


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(name)]


def _core(name: str) -> str:
    """The letters of a product's name that tell it from others: `Luma AI` is luma."""
    parts = _PARTS.split(name.lower())
    while len(parts) > 1 and parts[-1] in _PLAIN:
        parts.pop()
    core = "".join(parts)
    return "" if core in _MAKERS or core in _PLAIN else core


def _is_named(words: list[str], core: str) -> bool:
    """Whether the words of a tool's name begin with a product's, or hold it where it is long enough to be no word of
    another kind."""
    text = "".join(words)
    return core in text if len(core) >= _LONG else words[:1] == [core]
