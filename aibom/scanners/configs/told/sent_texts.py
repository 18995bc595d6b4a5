"""Requests to models that settings hold as a text: Home Assistant's `rest_command`, Node-RED's functions, web hooks."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.names.values import known_model
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.told.prompts import prompt_facts
from aibom.scanners.configs.told.providers import address_of
from aibom.scanners.configs.told.request_texts import HandRequest, models_said, request_in, said_in
from aibom.scanners.configs.walk import Place

_KEYS = frozenset("payload body data json func template requestBody request_body payload_template".split())
_MIN_TEXT, _MIN_PROMPT = 40, 25
_CONVERSED = ("messages", "contents", "prompt")


def sent_in(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The services, models and prompts of the requests that one mapping holds as texts."""
    for key, text in place.table.items():
        if (
            key in _KEYS
            and isinstance(text, str)
            and len(text) >= _MIN_TEXT
            and any(word in text for word in _CONVERSED)
        ):
            found = request_in(text, address_of(place)) or _by_form(text)
            if found is not None:
                yield from _told(found, place, key, sight)


def _by_form(text: str) -> HandRequest | None:
    """A request whose address stands elsewhere: what it names as its model is one by its form."""
    models = tuple(name for name in models_said(text) if known_model(name) is not None)
    return HandRequest((), "", models, tuple(said_in(text))) if models and "messages" in text else None


def _told(found: HandRequest, place: Place, key: str, sight: Sight) -> Iterator[Sighting]:
    line = place.line(key)
    services = [sight.service(one, line, key) for one in found.services]
    models = list(_models(found, line, key, sight))
    owner = place.text("name", "alias", "title") or place.parent or key
    prompts = list(_prompts(found, owner, line, key, sight))
    yield from (*services, *models, *prompts)
    for model in models:
        for service in services[:1]:
            yield sight.link(model.subject, RelationKind.SERVED_BY, service.subject, line)
        for prompt in prompts:
            yield sight.link(model.subject, RelationKind.USES_PROMPT, prompt.subject, line)


def _models(found: HandRequest, line: int, key: str, sight: Sight) -> Iterator[Observation]:
    for name in found.models:
        named = named_model(name, found.provider) if found.provider else known_model(name)
        if named is not None:
            yield sight.model(named, line, key)


def _prompts(found: HandRequest, owner: str, line: int, key: str, sight: Sight) -> Iterator[Observation]:
    kept = [said for said in found.said if len(said.text.strip()) >= _MIN_PROMPT and " " in said.text.strip()]
    for number, said in enumerate(kept, 1):
        name = f"{owner} prompt" if number == 1 else f"{owner} prompt {number}"
        subject: Subject = sight.local(Kind.PROMPT, name)
        yield sight.thing(subject, line, key, **prompt_facts(said.text, said.key))
