"""Reads teams of AutoGen Studio (microsoft.github.io/autogen, component config): agents, models, tools as JSON.

A component has a `component_type`; its members stand in `config`, in older exports beside it. Components lie in
components: a team has participants, an agent a model client and tools, a gallery lists of all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.catalog.loader import load_catalogue
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.told.prompts import prompt_facts
from aibom.scanners.configs.walk import Place, places

_FRAMEWORK = "autogen"
_KINDS = {"agent": Kind.AGENT, "team": Kind.AGENT, "tool": Kind.TOOL}
_MIN_PROMPT = 40
_CLIENTS = (("azure", "azure-openai"), ("anthropic", "anthropic"), ("ollama", "ollama"), ("openai", "openai"))
_MAX_PARTS = 5_000


def is_autogen(document: Lined) -> bool:
    """Whether a document is a component, or a gallery of them."""
    top = document.value
    if not isinstance(top, Mapping):
        return False
    if isinstance(top.get("component_type"), str):
        return True
    parts = top.get("components")
    lists = [value for value in parts.values() if isinstance(value, list)] if isinstance(parts, Mapping) else []
    return any(isinstance(one, Mapping) and "component_type" in one for items in lists for one in items[:3])


def read_autogen(document: Lined, path: str) -> Iterator[Sighting]:
    """Every component of the document."""
    sight = Sight(path)
    for place in places(document):
        kind = place.text("component_type")
        if kind in _KINDS:
            yield from _component(place, kind, sight)
        elif kind == "model":
            yield from _model(place, None, sight)


def _settings(place: Place) -> Place:
    config = place.table.get("config")
    return Place(config, (*place.keys, "config"), place.document) if isinstance(config, Mapping) else place


def _subject(place: Place, kind: str, sight: Sight) -> Subject | None:
    settings = _settings(place)
    name = settings.text("name") or place.text("label", "name", "provider").rpartition(".")[2]
    return sight.local(_KINDS[kind], name[:120]) if name else None


def _component(place: Place, kind: str, sight: Sight) -> Iterator[Sighting]:
    subject, settings = _subject(place, kind, sight), _settings(place)
    if subject is None:
        return
    facts: dict[str, Json] = {"framework": _FRAMEWORK}
    if told := settings.text("description") or place.text("description"):
        facts["description"] = " ".join(told.split())[:200]
    if kind == "tool":
        facts["tool_type"] = "function"
    line = settings.line("name") if "name" in settings.table else place.line("component_type")
    yield sight.thing(subject, line, place.text("provider", "agent_type", "label")[-120:], **facts)
    if kind == "tool":
        return
    text = settings.text("system_message")
    if len(text) >= _MIN_PROMPT:
        prompt, at = sight.local(Kind.PROMPT, f"{subject.name}.system_message"), settings.line("system_message")
        yield sight.thing(prompt, at, "system_message", **prompt_facts(text, "system_message"))
        yield sight.link(subject, RelationKind.USES_PROMPT, prompt, at)
    for key in ("model_client", "model"):
        client = settings.table.get(key)
        if isinstance(client, Mapping):
            yield from _model(Place(client, (*settings.keys, key), place.document), subject, sight)
    yield from _parts(settings, subject, sight)


def _parts(settings: Place, subject: Subject, sight: Sight) -> Iterator[Sighting]:
    """The tools of an agent, the participants of a team."""
    for key, relation in (("tools", RelationKind.HAS_TOOL), ("participants", RelationKind.CONTAINS)):
        items = settings.table.get(key)
        for item in within(items, _MAX_PARTS, "components of one list") if isinstance(items, list) else ():
            if not isinstance(item, Mapping):
                continue
            part = Place(item, (*settings.keys, key), settings.document)
            kind = part.text("component_type")
            target = _subject(part, kind, sight) if kind in _KINDS else None
            if target is not None and target != subject:
                yield sight.link(subject, relation, target, part.line("component_type"))


def _model(place: Place, user: Subject | None, sight: Sight) -> Iterator[Sighting]:
    settings = _settings(place)
    text = settings.text("model", "azure_deployment")
    told = place.text("provider", "model_type").lower()
    provider = next((id_ for word, id_ in _CLIENTS if word in told), "")
    form = load_catalogue().form(text) if text else None
    if form is None and "/" in text:
        provider = ""  # an API of OpenAI's form in front of other models
    elif form is not None and provider == "openai" and form.provider != provider:
        provider = form.provider
    named = named_model(text, provider) if text else None
    if named is None:
        return
    line = settings.line("model" if "model" in settings.table else "azure_deployment")
    yield sight.model(named, line, told.rpartition(".")[2])
    service = provider_service(provider) if provider else None
    yield from sight.served(named.subject, service, line, "model")
    if user is not None:
        yield sight.link(user, RelationKind.USES_MODEL, named.subject, line)
