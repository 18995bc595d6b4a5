"""Agents that mappings describe: entries of what is called `agents`, a name with instructions and tools, a voice
assistant with its model and first words, a character with its biography, the card by which an agent is known to others.

Projects that write their own loop keep agents as data; so do SDKs that take an agent as an object. Records of typed
languages are read as the mapping of their fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import Call, Either, Lit, Map, Name, Seq, Template, Value, key_name
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Data, Env

_OF_AGENTS = re.compile(
    r"(?!.*user_?agent)(?:.*_)?(?:sub_?)?(?:agents?|assistants|bots)(?:_?(?:list|map|configs?|registry|defs?|definitions?|profiles))?"
    r"|(?!.*user_?agent)[a-z]\w*(?:Agents|Assistants)(?:List|Map|Configs?|Registry|Definitions?)?"
    r"|(?:sub)?[aA]gent(?:List|Map|Configs?|Registry|Definitions?|Profiles)",
    re.IGNORECASE,
)
_AGENT_TYPE = re.compile(r"\w*Agent(?:Config|Configuration|Definition|Def|Spec|Options|Profile|Params|Settings|Card)?")
_LABELS = ("name", "id", "slug", "key")
# What an agent is told, in lower case and without underscores; the first only agents are told.
_INSTRUCTED = frozenset(
    "systemprompt systemmessage systeminstruction systeminstructions instructions instruction system persona".split()
)
_SAID = frozenset("system instructions instruction persona prompt".split())
_TOLD = _INSTRUCTED | {"prompt", "backstory", "goal"}  # a role alone has a person as well
_WORKS = frozenset("tools toolsets handoffs subagents mcpservers toolnames allowedtools availabletools".split())
_RUNS = _WORKS | frozenset(("model", "modelid", "modelname", "llm"))
_VOICED = frozenset("firstmessage transcriber voice".split())  # beside `model: { provider, ... }`, of Vapi
_LIVED = frozenset("lore adjectives topics modelprovider style messageexamples".split())  # beside `bio`, of ElizaOS
_CARD = frozenset(
    "name skills capabilities".split()
)  # by which an agent is known to others (A2A), and how it is spoken to
_SPOKEN_TO = frozenset("url defaultinputmodes defaultoutputmodes protocolversion supportedinterfaces".split())
_MAX_AGENTS, _MAX_DEPTH = 60, 8


class Described(NamedTuple):
    """An agent, the mapping that describes it, the last line of this, and whether it stands among others."""

    found: Found
    mapping: Map
    env: Env
    last: int
    listed: bool

    @property
    def first(self) -> int:
        """The line on which it begins."""
        return min((self.mapping.line, *(line for _, line in self.found.places)))


class Agents:
    """The agents of a project: the `places` at which calls name one, and those that mappings describe."""

    def __init__(self) -> None:
        self.places: dict[tuple[str, int | None], str] = {}
        self.described: list[Described] = []
        self._seen: set[tuple[Subject, tuple[tuple[str, int], ...]]] = set()

    def of(self, resolver: Resolver, value: Map | Seq, name: str, env: Env) -> Iterator[Described]:
        """The agents of a mapping or list that is called `name`, but for those that are told."""
        for one in _described_agents(resolver, value, name, env):
            if one.listed and not resolver.any_ai:
                continue  # people have agents as well
            if not self._is_told(one) and (one.found.subject, one.found.places) not in self._seen:
                self._seen.add((one.found.subject, one.found.places))
                self.described.append(one)
                yield one

    def of_record(self, call: Call, record: Map, env: Env) -> Iterator[Described]:
        """The agent that a record is, by its fields, or by some of them and what its type is called."""
        if is_agent_record(call, record):
            for one in _described(Data(record, env), None, listed=False):
                if not self._is_told(one):
                    self.described.append(one)
                    yield one

    def _is_told(self, one: Described) -> bool:
        """Whether a call has told an agent where it stands; an entry among others, one of its name."""
        known = [self.places.get(at) for at in (*one.found.places, (one.env.path, one.mapping.line))]
        return one.found.subject.name in known if one.listed else any(name is not None for name in known)


def is_agent_record(call: Call, record: Map) -> bool:
    """Whether a record is an agent by itself: `Agent{Name: "scout", SystemPrompt: SCOUT}`."""
    keys = _keys(record)
    called = _AGENT_TYPE.fullmatch(call.callee.rpartition(".")[2]) is not None
    return _is_agent(record) or (called and "name" in keys and bool(keys & _INSTRUCTED))


def instructions(agent: Described) -> Iterator[tuple[str, Value]]:
    """What an agent is told under a key that alone says no prompt: `system`, `instructions`, `prompt`."""
    for key, value in agent.mapping.pairs:
        name = key_name(key)
        if isinstance(name, str) and name.lower() in _SAID:
            yield name, value


def _described_agents(resolver: Resolver, value: Map | Seq, name: str, env: Env) -> Iterator[Described]:
    if _OF_AGENTS.fullmatch(name.rpartition(".")[2]):
        pairs = value.pairs if isinstance(value, Map) else tuple((None, item) for item in value.items)
        for key, item in within(pairs, _MAX_AGENTS, "agents of one list", env.path):
            for data in _mappings(resolver, item, env):
                keys = _keys(data.value)
                if keys & _TOLD or ("description" in keys and keys & _RUNS):
                    yield from _described(data, key, listed=True)
    elif isinstance(value, Map) and _is_agent(value):
        yield from _described(Data(value, env), None, listed=False)


def _mappings(resolver: Resolver, item: Value, env: Env) -> Iterator[Data]:
    """The mapping that an entry is, or that a name of the same file stands for."""
    if isinstance(item, Map):
        yield Data(item, env)
    elif isinstance(item, Name):
        things = resolver.evaluate(item, env)
        yield from (one for one in things if isinstance(one, Data) and isinstance(one.value, Map))


def _keys(mapping: Value) -> frozenset[str]:
    pairs = mapping.pairs if isinstance(mapping, Map) else ()
    return frozenset(str(key_name(key)).lower().replace("_", "") for key, _ in pairs if key is not None)


def _is_agent(mapping: Map) -> bool:
    """Whether a mapping by itself is an agent: it has a name, is instructed and works with tools, or is a product's."""
    keys = _keys(mapping)
    if "name" not in keys or len(keys) < 3:
        return False
    if keys & _INSTRUCTED and keys & _WORKS:
        return not _is_server(keys)
    if ("bio" in keys and len(keys & _LIVED) > 1) or (keys >= _CARD and keys & _SPOKEN_TO):
        return True
    model = next((item for key, item in mapping.pairs if key_name(key) == "model"), None)
    return bool(keys & _VOICED) and isinstance(model, Map) and "provider" in _keys(model)


def _is_server(keys: frozenset[str]) -> bool:
    """Whether it is a server of tools or a place to work in, which are instructed as well."""
    return bool(keys & {"version", "transport", "capabilities", "filesystem", "sandbox"})


def _described(data: Data, key: Value | None, *, listed: bool) -> Iterator[Described]:
    mapping = data.value
    if not isinstance(mapping, Map):
        return
    items = {key_name(one): item for one, item in mapping.pairs}
    label = next((items[one] for one in _LABELS if _is_label(items.get(one))), None) or key
    name = key_name(label)
    # `required|string` is a rule for forms, `%%name%%` and `{{name}}` are to be filled in
    if not isinstance(name, str) or not name or len(name) > 80 or any(mark in name for mark in ("|", "%%", "{{", "<%")):
        return
    facts: dict[str, Json] = {}
    said = items.get("description")
    if isinstance(said, Lit) and isinstance(said.value, str) and said.value:
        facts["description"] = " ".join(said.value.split())[:200]
    subject = Subject(kind=Kind.AGENT, name=name, scope=data.env.path)
    line = getattr(label, "line", mapping.line)
    yield Described(Found(subject, facts, ((data.env.path, line),)), mapping, data.env, _last(mapping, 0), listed)


def _is_label(value: Value | None) -> bool:
    return isinstance(value, Lit) and isinstance(value.value, str) and 0 < len(value.value) <= 80


def _last(value: Value, depth: int) -> int:
    """The last line on which a part of a value begins."""
    parts: tuple[Value, ...] = ()
    if depth < _MAX_DEPTH:
        if isinstance(value, Map):
            parts = tuple(item for _, item in value.pairs)
        elif isinstance(value, Seq):
            parts = value.items
        elif isinstance(value, Either):
            parts = value.options
        elif isinstance(value, Template):
            parts = value.parts
    return max((value.line, *(_last(one, depth + 1) for one in parts)))
