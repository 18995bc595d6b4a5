"""Models that an object describes where a kit takes one: `{ providerId: "ollama", modelId: "gemma4:e4b", url: URL }`.

So does Mastra's `OpenAICompatibleConfig`, also given by a function of the project (`export const small = make("...")`).
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.entries import Provider
from aibom.scanners.code.facts import Map, Value, key_name
from aibom.scanners.code.matching.model_names import api_model, is_name
from aibom.scanners.code.matching.services import provider_at
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Data

_IDS = ("modelId", "model_id")
_PROVIDERS = ("providerId", "provider_id", "provider")
_ADDRESSES = ("url", "baseURL", "baseUrl", "base_url")


def describes_model(data: Data) -> bool:
    """Whether an object names a model beside who serves it, so that its other members name none."""
    keys = {key_name(key) for key, _ in data.value.pairs} if isinstance(data.value, Map) else set()
    return any(one in keys for one in _IDS) and any(one in keys for one in (*_PROVIDERS, *_ADDRESSES))


def id_of_model(data: Data) -> list[Value]:
    """What names the model in such an object; nothing of all others."""
    pairs = data.value.pairs if isinstance(data.value, Map) and describes_model(data) else ()
    return [item for key, item in pairs if key_name(key) in _IDS]


def described_models(resolver: Resolver, data: Data) -> Iterator[Found]:
    """The models that such an object names, of the provider that it names or whose address it has."""
    items = {key_name(key): item for key, item in data.value.pairs} if isinstance(data.value, Map) else {}
    provider = _provider(resolver, data, items)
    for text in _texts(resolver, data, items, _IDS):
        if is_name(str(text.value)):
            subject, facts = api_model(resolver.catalogue, str(text.value), provider, "chat")
            yield Found(subject, facts, ((text.path, text.line),) if text.line else ())


def _provider(resolver: Resolver, data: Data, items: dict[str, Value]) -> Provider | None:
    catalogue = resolver.catalogue
    named = (catalogue.provider_of_name(str(one.value)) for one in _texts(resolver, data, items, _PROVIDERS))
    placed = (provider_at(catalogue, str(one.value)) for one in _texts(resolver, data, items, _ADDRESSES))
    return next((one for some in (named, placed) for one in some if one is not None), None)


def _texts(resolver: Resolver, data: Data, items: dict[str, Value], keys: tuple[str, ...]) -> Iterator[Const]:
    """The whole texts under the first of some keys that is there."""
    given = next((items[key] for key in keys if key in items), None)
    for one in resolver.evaluate(given, data.env) if given is not None else ():
        if isinstance(one, Const) and isinstance(one.value, str) and not one.partial:
            yield one
