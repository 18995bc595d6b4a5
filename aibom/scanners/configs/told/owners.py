"""Who uses what in a configuration: the enclosing agent its models, prompts, tools, data and stores, and a prompt the
models beside it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Sighting, Subject
from aibom.scanners.configs.names.modelkeys import words_of
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.sight import AT_PATH, Sight
from aibom.scanners.configs.told.prompts import prompt_file
from aibom.scanners.configs.walk import Place, texts

_USES = {
    Kind.MODEL: RelationKind.USES_MODEL,
    Kind.PROMPT: RelationKind.USES_PROMPT,
    Kind.TOOL: RelationKind.HAS_TOOL,
    Kind.DATASET: RelationKind.READS_DATA,
}
_MEMBER_FILES, _SETTINGS = ("config_path", "path", "file"), (".yaml", ".yml", ".json")
_TEAMS = ("sub_agents", "subagents", "handoffs", "agents", "members", "participants", "delegates")
_SERVERS = ("mcp_servers", "mcpServers", "mcp-servers")
_LAUNCH = frozenset({"command", "cmd", "url", "serverUrl", "httpUrl"})
_PROMPT_KEYS = frozenset("prompt prompts instructions instruction template persona".split())
_TEXT_FILE = re.compile(
    r"(?:\{file:|\$\[file\('|classpath\*?:/?)?(?P<path>[\w./~-]{1,200}"
    r"\.(?:md|mdx|txt|j2|jinja2?|prompt|prompty|xml|hbs|mustache|st|liquid|ya?ml))(?:\}|'\)\])?\Z"
)
# Mappings within that of a model that say how it is reached.
_CONNECTS = frozenset(
    "connection config configuration options settings params parameters credentials auth api client kwargs"
    " litellm_params model_kwargs provider".split()
)
_SERVING = frozenset({"ai-api", "inference-server", "gateway"})
_MAX, _FEW = 100, 6


class Owners:
    """The agents of one document by the mappings that describe them."""

    def __init__(self) -> None:
        self._agents: dict[int, Subject] = {}
        self._around: dict[int, Subject] = {}

    def add(self, table: int, subject: Subject) -> None:
        """A mapping, by its identity, describes this agent."""
        self._agents[table] = subject

    def of(self, place: Place) -> Subject | None:
        """The agent that a mapping belongs to. Asked from the top down, for every mapping."""
        owner = self._agents.get(id(place.table))
        if owner is None and place.above is not None:
            owner = self._around.get(id(place.above.table))
        if owner is not None:
            self._around[id(place.table)] = owner
        return owner


def uses(owner: Subject, found: Iterable[Sighting], place: Place, sight: Sight) -> Iterator[Sighting]:
    """What an agent uses of the things that one of its mappings names."""
    for one in found:
        if isinstance(one, Observation):
            kind = _USES.get(one.subject.kind)
            if one.facts.get("service_type") == "vector-store":
                kind = RelationKind.CALLS_SERVICE
            if kind is not None:
                yield sight.link(owner, kind, one.subject, one.evidence.line or 1)
    for key in _TEAMS:
        for name in list(texts(place.table.get(key)))[:_MAX]:
            yield sight.link(owner, RelationKind.CONTAINS, Subject(kind=Kind.AGENT, name=name), place.line(key))
        for path in _files(place.table.get(key)):
            there = posixpath.normpath(posixpath.join(posixpath.dirname(sight.path), path))
            member = Subject(kind=Kind.AGENT, name=AT_PATH, scope=there)
            yield sight.link(owner, RelationKind.CONTAINS, member, place.line(key))
    for key in _SERVERS:
        for name in list(_servers(place.table.get(key)))[:_MAX]:
            server = Subject(kind=Kind.TOOL, name=name, origin="mcp")
            yield sight.link(owner, RelationKind.HAS_TOOL, server, place.line(key))


def _files(value: Json) -> Iterator[str]:
    """The files that members of a team are set up in: `sub_agents: [{config_path: tutor.yaml}]`."""
    for one in value[:_MAX] if isinstance(value, list) else ():
        for key in _MEMBER_FILES if isinstance(one, Mapping) else ():
            if isinstance(one, Mapping) and isinstance(path := one.get(key), str) and path.endswith(_SETTINGS):
                yield path


def _servers(value: Json) -> Iterator[str]:
    """The names of a list of names or references, or of a mapping whose members say how each is reached."""
    if isinstance(value, Mapping):
        yield from (name for name, one in value.items() if isinstance(one, Mapping) and _LAUNCH.intersection(one))
    else:
        yield from texts(value)
        for one in value if isinstance(value, list) else ():
            if isinstance(one, Mapping) and isinstance(name := one.get("name"), str) and name:
                yield name


def prompted_by_one(found: Iterable[Sighting], prompts: Sequence[Observation], sight: Sight) -> Iterator[Sighting]:
    """A document with one chat model sends its few prompts to it."""
    seen = [one for one in found if isinstance(one, Observation)]
    chats = [one for one in seen if one.subject.kind is Kind.MODEL and one.facts.get("model_class") in (None, "chat")]
    agents = any(one.subject.kind is Kind.AGENT for one in seen)
    if not agents and len({one.subject for one in chats}) == 1 and len(prompts) <= _FEW:
        yield from prompted(chats[:1], prompts, sight)


def prompted(found: Iterable[Sighting], prompts: Iterable[Observation], sight: Sight) -> Iterator[Sighting]:
    """The models that stand beside a prompt are what it is sent to."""
    models = [one for one in found if isinstance(one, Observation) and one.subject.kind is Kind.MODEL]
    for prompt in prompts:
        for model in models[:3]:
            line = prompt.evidence.line or 1
            yield sight.link(prompt.subject, RelationKind.USES_MODEL, model.subject, line)


def served_within(found: Sequence[tuple[Place, Sighting]], sight: Sight) -> Iterator[Sighting]:
    """A model is served by the one service that its own mapping names, or one within it: `connection: {endpoint}`."""
    models: dict[int, list[Observation]] = {}
    services: dict[int, dict[str, Observation]] = {}
    implied = _implied(found)
    told: set[Subject] = set()
    for place, one in found:
        if isinstance(one, Link) and one.kind is RelationKind.SERVED_BY and one.source is not None:
            told.add(one.source)
        if not isinstance(one, Observation):
            continue
        if one.subject.kind is Kind.MODEL:
            models.setdefault(id(place.table), []).append(one)
        elif one.facts.get("service_type") in _SERVING:
            services.setdefault(id(place.table), {})[one.subject.name] = one
            if place.above is not None and _CONNECTS.intersection(place.keys[-1:]):
                services.setdefault(id(place.above.table), {})[one.subject.name] = one
    for table, seen in models.items():
        near = list(services.get(table, dict[str, Observation]()).values())
        for model in seen if len(near) == 1 else ():
            foreign = near[0].subject in implied and _is_of_another(model.subject, near[0].subject)
            if model.subject not in told and not foreign:
                line = model.evidence.line or 1
                yield sight.link(model.subject, RelationKind.SERVED_BY, near[0].subject, line)


def _is_of_another(model: Subject, service: Subject) -> bool:
    """Whether a model is a hub's, or another provider's, than the service that a name beside it tells."""
    own = provider_service(model.origin) if model.origin else None
    return model.origin == "hf" or (own is not None and own.subject != service)


def _implied(found: Iterable[tuple[Place, Sighting]]) -> set[Subject]:
    """The services that nothing but the names of models tells: no model of a hub or of others is served by them for
    that."""
    told: dict[Subject, bool] = {}
    stand: set[tuple[int, int | None, str]] = set()  # where the models of a mapping stand
    for place, one in found:
        if not isinstance(one, Observation):
            continue
        at = (id(place.table), one.evidence.line, one.evidence.symbol)
        if one.subject.kind is Kind.MODEL:
            stand.add(at)
        elif one.facts.get("service_type") in _SERVING:
            told[one.subject] = told.get(one.subject, True) and at in stand
    return {subject for subject, only in told.items() if only}


def performed(place: Place, prompts: Iterable[Observation], sight: Sight) -> Iterator[Sighting]:
    """A prompt beside which stands the agent that it is for: `{template: ..., agent: build}`."""
    performer = place.text("agent", "assistant")
    for prompt in prompts if performer and len(performer) <= 120 else ():
        named = Subject(kind=Kind.AGENT, name=performer)
        yield sight.link(named, RelationKind.USES_PROMPT, prompt.subject, prompt.evidence.line or 1)


def prompt_files(owner: Subject | None, place: Place, sight: Sight) -> Iterator[Sighting]:
    """`prompt: ./prompts/review.md`, `{file:./prompts/review.md}`: the prompt is a file, told where it lies."""
    for key, value in place.table.items():
        words = words_of(key)
        if isinstance(value, str | list) and _PROMPT_KEYS.intersection(words) and words[-1] not in ("url", "uri"):
            for path in _paths(value):
                for base in (posixpath.dirname(sight.path), ""):
                    target = prompt_file(posixpath.normpath(posixpath.join(base, path)))
                    yield sight.link(owner, RelationKind.USES_PROMPT, target, place.line(key))


def _paths(value: Json) -> Iterator[str]:
    for text in list(texts(value))[:_MAX]:
        match = _TEXT_FILE.match(text.removeprefix("file://"))
        if match is not None:
            yield match["path"].removeprefix("./")
