"""What visual workflows have in common: parts (nodes that stand for something) and the wires between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from aibom.catalog.entries import Provider
from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.core.dense import ideographs
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.told.prompts import prompt_facts

MAX_NODES = 3_000
_PROMPT_LENGTH = 25  # shorter texts, without the expressions in them, only pass something on
_MIN_IDEOGRAPHS = 10  # texts without blanks between words: Chinese, Japanese, Korean
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_MAX_HOPS = 6

# What it means that something is wired into a consumer.
_RELATIONS: Mapping[tuple[Kind, Kind], RelationKind] = {
    (Kind.AGENT, Kind.MODEL): RelationKind.USES_MODEL,
    (Kind.AGENT, Kind.TOOL): RelationKind.HAS_TOOL,
    (Kind.AGENT, Kind.PROMPT): RelationKind.USES_PROMPT,
    (Kind.AGENT, Kind.SERVICE): RelationKind.CALLS_SERVICE,
    (Kind.AGENT, Kind.DATASET): RelationKind.READS_DATA,
    (Kind.AGENT, Kind.AGENT): RelationKind.CONTAINS,
    (Kind.TOOL, Kind.MODEL): RelationKind.USES_MODEL,
    (Kind.TOOL, Kind.SERVICE): RelationKind.CALLS_SERVICE,
    (Kind.TOOL, Kind.DATASET): RelationKind.READS_DATA,
    (Kind.MODEL, Kind.PROMPT): RelationKind.USES_PROMPT,
    (Kind.MODEL, Kind.DATASET): RelationKind.READS_DATA,
    (Kind.MODEL, Kind.TOOL): RelationKind.HAS_TOOL,
    (Kind.SERVICE, Kind.MODEL): RelationKind.USES_MODEL,
    (Kind.SERVICE, Kind.DATASET): RelationKind.READS_DATA,
}


class Part(NamedTuple):
    """A node that stands for something, and the sightings that it gives."""

    subject: Subject
    line: int
    sightings: tuple[Sighting, ...]


class Flow:
    """Parts by node, wires between nodes (from what is used to its user)."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self.parts: dict[str, Part] = {}
        self.wires: dict[str, list[str]] = {}

    def add(self, node: str, observation: Observation, *more: Sighting) -> None:
        """A node stands for the observation's subject."""
        line = observation.evidence.line or 1
        self.parts[node] = Part(observation.subject, line, (observation, *more))

    def wire(self, used: str, user: str) -> None:
        """One node is wired into another."""
        self.wires.setdefault(used, []).append(user)

    def sightings(self) -> Iterator[Sighting]:
        """Everything that the flow tells; nodes without a part pass their wires on."""
        for part in self.parts.values():
            yield from part.sightings
        for node, part in self.parts.items():
            for user in self._users(node):
                relation = _RELATIONS.get((user.subject.kind, part.subject.kind))
                if relation is not None and user.subject != part.subject:
                    yield self.sight.link(user.subject, relation, part.subject, part.line)

    def _users(self, node: str) -> Iterable[Part]:
        found, seen, front = list[Part](), {node}, list(self.wires.get(node, ()))
        for _ in range(_MAX_HOPS):
            following: list[str] = []
            for user in front:
                if user in seen:
                    continue
                seen.add(user)
                if user in self.parts:
                    found.append(self.parts[user])
                else:
                    following += self.wires.get(user, ())
            front = following
        return found


def flow_model(
    sight: Sight,
    text: str,
    provider: str,
    model_class: str,
    line: int,
    symbol: str,
    args: Mapping[str, Json] | None = None,
) -> tuple[Observation, tuple[Sighting, ...]] | None:
    """A model of a flow and the service behind it; None when the text names no model."""
    form = load_catalogue().form(text)
    if provider == "openai" and form is not None and form.provider != provider:
        provider = form.provider  # the node of an API that others speak as well
    named: Named | None = named_model(text.removeprefix("models/"), provider, model_class)
    if named is None:
        return None
    service = provider_service(named.subject.origin) if named.subject.origin not in ("hf", "file", "") else None
    return sight.model(named, line, symbol, args), tuple(sight.served(named.subject, service, line, symbol))


def flow_prompt(sight: Sight, owner: str, text: str, key: str, line: int) -> Observation | None:
    """A prompt in the settings of a node, named after the node; None when the text holds little but expressions.

    What is said as the system is one when it is shorter, too.
    """
    plain = _EXPRESSION.sub("", text.removeprefix("=")).strip()
    share = 2 if key == "system" else 1
    words = len(plain) >= _PROMPT_LENGTH // share and " " in plain
    if not words and ideographs(plain) < _MIN_IDEOGRAPHS // share:
        return None
    word = "system prompt" if "system" in key.lower() or key == "instructions" else "prompt"
    name = f"{owner} {word}"
    return sight.thing(sight.local(Kind.PROMPT, name), line, key, **prompt_facts(text, key))


def search_service(word: str) -> Provider | None:
    """The search API that a ready-made tool asks (`braveSearchAPI`, `toolSerpApi`)."""
    bare = re.sub(r"^tool(?=[A-Z])", "", word)
    for spelling in (bare, re.sub(r"(?:API|Api)$", "", bare), re.sub(r"(?:API|Api|Search|Tool)+$", "", bare)):
        found = load_catalogue().provider_of_name(spelling) or load_catalogue().provider_of_name(_dashed(spelling))
        if found is not None and found.service_type == "search-api":
            return found
    return None


def _dashed(word: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", word).lower()
