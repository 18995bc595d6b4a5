"""Parts of one document that refer to each other by name: an agent to a model of `models`, to tools by their ids, a
model to those that stand in for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.names.modelkeys import KeyHint, key_hint, words_of
from aibom.scanners.configs.names.values import default_of, model_of_value
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import Place, texts

# Tables whose entries are models with a name of the document's own.
_TABLES = frozenset("models llms model_configs modelconfigs model_list language_models embeddings chat_models".split())
_OWN_NAMES = ("name", "id", "alias", "model_name", "title", "key")
_TOOL_IDS = ("tool_ids", "toolIds", "tools")
_MAX = 50


class References:
    """What a document gives names to, and who uses these names. Told of every mapping, from the top down."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._models: dict[str, list[Subject]] = {}
        self._tools: dict[str, str] = {}
        self._users: list[tuple[Subject, Place]] = []
        self._stand_ins: list[tuple[Place, list[Subject], Subject | None]] = []

    def take(self, place: Place, found: Iterable[Sighting], owner: Subject | None) -> None:
        """One mapping with what was found in it and the agent that it belongs to."""
        models = [one.subject for one in found if isinstance(one, Observation) and one.subject.kind is Kind.MODEL]
        if models and (alias := _alias(place)):
            self._models.setdefault(alias, []).extend(models)
        tools = place.table.get("tools")
        for item in tools[: _MAX * 10] if isinstance(tools, list) else ():
            if isinstance(item, Mapping) and isinstance(item.get("id"), str) and isinstance(item.get("name"), str):
                self._tools[str(item["id"])] = str(item["name"])
        if owner is not None:
            self._users.append((owner, place))
        if any("fallback" in word for key in place.table for word in words_of(key)):
            self._stand_ins.append((place, models, owner))

    def sightings(self) -> Iterator[Sighting]:
        """The links, and the models that only stand in for others."""
        for user, place in self._users:
            yield from self._used(user, place)
        for place, models, owner in self._stand_ins:
            yield from self._standing_in(place, models, owner)

    def _used(self, owner: Subject, place: Place) -> Iterator[Sighting]:
        for key, value in place.table.items():
            if isinstance(value, str | list) and key_hint(key) is not None:
                for text in list(_parts(value))[:_MAX]:
                    for model in self._models.get(text, ()):
                        yield self._sight.link(owner, RelationKind.USES_MODEL, model, place.line(key))
        for key in _TOOL_IDS:
            for text in list(texts(place.table.get(key)))[:_MAX]:
                if text in self._tools:
                    tool = self._sight.local(Kind.TOOL, self._tools[text])
                    yield self._sight.link(owner, RelationKind.HAS_TOOL, tool, place.line(key))

    def _standing_in(self, place: Place, models: list[Subject], owner: Subject | None) -> Iterator[Sighting]:
        first = models or [model for key in ("model", "llm") for model in self._models.get(place.text(key), ())]
        for key in place.table:
            if not any("fallback" in word for word in words_of(key)):
                continue
            for text, line in list(_named_within(place, key))[:_MAX]:
                named = model_of_value(default_of(text), KeyHint("", "", strong=True))
                known = self._models.get(text, [])
                if named is not None and not known:
                    yield self._sight.model(named, line, key)
                    known = [named.subject]
                for other in known:
                    if owner is not None:
                        yield self._sight.link(owner, RelationKind.USES_MODEL, other, line)
                    for model in first:
                        if model != other:
                            yield self._sight.link(model, RelationKind.FALLS_BACK_TO, other, line)


def _alias(place: Place) -> str:
    """The name that the document gives a model: its key among `models`, or a member of an entry there."""
    if place.keys[-2:-1] and place.keys[-2].lower() in _TABLES:
        return place.parent
    if place.parent.lower() in _TABLES:
        return place.text(*_OWN_NAMES)
    return ""


def _parts(value: Json) -> Iterator[str]:
    for text in texts(value):
        yield from (part.strip() for part in text.split(","))


def _named_within(place: Place, key: str) -> Iterator[tuple[str, int]]:
    """The names under a key of fallbacks: a text, a list, a mapping with `model` or `models`, or a list of these."""
    value = place.table[key]
    for item in value if isinstance(value, list) else [value]:
        line = place.line(key)
        if isinstance(item, str):
            yield item, line
        elif isinstance(item, Mapping):
            for name in ("model", "models", "name", "model_name"):
                inner = item.get(name)
                at = place.document.line_of(item, name)
                if isinstance(inner, list):
                    for index, text in enumerate(inner):
                        if isinstance(text, str):
                            yield text, place.document.line_of(inner, index)
                elif isinstance(inner, str):
                    yield inner, at
