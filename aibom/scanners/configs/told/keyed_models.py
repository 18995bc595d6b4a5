"""Models that are the keys of a mapping, each behind the name of a provider of the same document:
`models: {acme/desk-7b: {temperature: 1.0}}` beside `providers: {acme: {base_url: ...}}`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.left_out import within
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.told.providers import service_at
from aibom.scanners.configs.walk import Place

_MAX = 40


def keyed_models(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The models of one mapping and who serves them; nothing where a key names none of the document's providers."""
    providers = place.table.get("providers")
    models = place.table.get("models")
    if not isinstance(providers, Mapping) or not isinstance(models, Mapping):
        return
    for key in within(list(models), _MAX, "models under their names"):
        head, slash, name = key.partition("/")
        told = providers.get(head)
        if not slash or not name or not isinstance(told, Mapping):
            continue
        line = place.document.line_of(models, key)
        named = _named(head, name)
        if named is not None:
            yield sight.model(named, line, key)
            own = Place(told, (*place.keys, "providers", head), place.document)
            yield from sight.served(named.subject, service_at(own), line, key)


def _named(head: str, name: str) -> Named | None:
    """The model by its provider where that is a known one; a server of one's own has names of its own."""
    name = name.removesuffix(":vision")
    return named_model(name, head) or named_model(name)
