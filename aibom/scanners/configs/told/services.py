"""Services that a configuration names: an address, a reference to a key in the environment, a chosen store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import RelationKind
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.modelkeys import words_of
from aibom.scanners.configs.names.services import (
    NamedService,
    provider_service,
    redirected,
    service_of_url,
    service_of_variable,
    services_of_action,
    unnamed_service,
)
from aibom.scanners.configs.names.values import default_of, model_of_setting
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.providers import chosen_service, entry_service, named_by_key, step_service
from aibom.scanners.configs.walk import Place

_ADDRESS_WORDS = frozenset("url uri endpoint host base address server".split())
_REFERENCE = re.compile(
    r"(?:\$\{?|\benv[.:/]|%|os\.environ/|\{\{\s*(?:env|secrets|vars)\.|env_var\(['\"])\s*([A-Z][A-Z0-9_]{3,60})\b"
)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+){2,6}(?::\d{2,5})?\Z")  # an address without its scheme
# A value that is the name of a variable with a key: `apiKeyEnv: OPENAI_API_KEY`, `!env OPENAI_API_KEY`.
_KEY_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:KEY|TOKEN|AUTH_HEADER)\Z")
_ACTIONS = ("Action", "Actions", "action", "actions")
_BASES = ("_BASE_URL", "_API_BASE", "_API_URL")
_GRAPH_STORE = frozenset(("graph", "store"))
_STORE_WORDS = frozenset("vector vectorstore vectordb retriever".split())
# Products that store vectors or graphs for models and little else.
_REACHED = frozenset("host url uri endpoint port address key path".split())
_ONLY_STORES = frozenset(
    "chroma chromadb qdrant pinecone weaviate milvus zilliz lancedb falkordb turbopuffer marqo deeplake pgvector"
    " faiss".split()
)
_MAX_BESIDE = 20  # members of settings that are looked at beside an address
_DOTS = 2  # of the path of a class at least
_CHOICES = (
    "database",
    "provider",
    "provider_id",
    "type",
    "name",
    "backend",
    "kind",
    "engine",
    "store",
    "db_type",
    "client",
    "",
)


def services_in(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The services of one mapping."""
    if (entry := entry_service(place)) is not None:
        yield sight.service(entry[0], place.line(entry[1]), entry[1], 0.8)
        yield sight.link(None, RelationKind.CALLS_SERVICE, entry[0].subject, place.line(entry[1]))
    for key, value in place.table.items():
        if key in _ACTIONS and place.text("Effect", "effect") != "Deny":
            for allowed, at in _allowed(place, key, value):
                yield sight.service(allowed, at, key, 0.8)
                yield sight.link(None, RelationKind.CALLS_SERVICE, allowed.subject, at)
        for service in (*_named(place, key, value), *_keyed(place, key, value)):
            line = place.line(key)
            yield sight.service(service, line, key, 0.8)
            yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, line)
    if place.parent == "env":
        yield from _proxy(place, sight)


def _proxy(place: Place, sight: Sight) -> Iterator[Sighting]:
    """`ANTHROPIC_BASE_URL` of an agent's settings: an address of one's own serves the models asked for beside it."""
    given = [(key, value) for key, value in place.table.items() if isinstance(value, str)]
    prefixes = redirected(given)
    for key, address in given:
        if not prefixes or key.partition("_")[0] not in prefixes or not key.endswith(_BASES):
            continue
        service = service_of_url(address) or unnamed_service(address)
        if service is None:
            continue
        line = place.line(key)
        yield sight.service(service, line, key, 0.8)
        yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, line)
        for name, value in given:
            named = model_of_setting(name, value) if name.startswith(key.partition("_")[0]) else None
            if named is not None:
                yield sight.link(named.subject, RelationKind.SERVED_BY, service.subject, place.line(name))


def _allowed(place: Place, key: str, value: Json) -> Iterator[tuple[NamedService, int]]:
    """What a policy of AWS lets a role call."""
    for index, text in enumerate(value if isinstance(value, list) else [value]):
        for service in services_of_action(text) if isinstance(text, str) else ():
            line = place.document.line_of(value, index) if isinstance(value, list) else place.line(key)
            yield service, line


def _keyed(place: Place, key: str, value: Json) -> Iterator[NamedService]:
    for found in (
        _by_key(place, key, value),
        chosen_service(place, key, value),
        _store_at(key, value),
        _store_of_class(key, value),
    ):
        if found is not None:
            yield found
    names = value if isinstance(value, list) and words_of(key)[:1] == ("env",) else ()
    for name in names[:10]:
        if isinstance(name, str) and (service := service_of_variable(name)) is not None:
            yield service


def _by_key(place: Place, key: str, value: Json) -> NamedService | None:
    return named_by_key(place, key, value) or step_service(key, value)


def _store_at(key: str, value: Json) -> NamedService | None:
    """`Qdrant: {Host: ..., Port: ...}`: a store named by the key of what says how it is reached."""
    if key.lower() not in _ONLY_STORES or not isinstance(value, Mapping):
        return None
    reached = any(_REACHED.intersection(words_of(one)) for one in value)
    provider = load_catalogue().provider_of_name(key) if reached else None
    return provider_service(provider.id) if provider is not None else None


def _named(place: Place, key: str, value: Json) -> Iterator[NamedService]:
    if not isinstance(value, str) or len(value) > 2_000:
        return
    words = words_of(key)
    chosen = default_of(value)
    if _ADDRESS_WORDS.intersection(words) or words[-2:] == ("service", "name"):
        address = f"https://{chosen}" if _HOST.match(chosen) else chosen
        if address.startswith("http") and not _is_unchosen(place, words) and (found := service_of_url(address)):
            yield found
    if "$" in value or "env" in value or "%" in value or "{{" in value:
        for name in _REFERENCE.findall(value)[:5]:
            if service := service_of_variable(name):
                yield service
    if _KEY_NAME.match(value) and (service := service_of_variable(value)):
        yield service
    if key in ("type", "provider") and (found := _provider(place, value)):
        yield found
    if len(chosen) < 40 and (found := _store(place, key, chosen)):
        yield found


def _is_unchosen(place: Place, words: tuple[str, ...]) -> bool:
    """Whether an address is that of a provider which the settings know and none of their models is asked of:
    `{"models": {"main": {"provider": "anthropic"}}, "global": {"ollamaBaseURL": "http://localhost:11434/api"}}`."""
    if words[1:] != ("base", "url") or place.above is None:
        return False
    groups = (one for one in islice(place.above.table.values(), _MAX_BESIDE) if isinstance(one, Mapping))
    models = (one for group in groups for one in islice(group.values(), _MAX_BESIDE) if isinstance(one, Mapping))
    named = (one.get("provider") for one in models if "modelId" in one or "model" in one)
    providers = (load_catalogue().provider_of_name(name) for name in named if isinstance(name, str))
    chosen = {provider.id for provider in providers if provider is not None}
    own = load_catalogue().provider_of_name(words[0])
    return own is not None and bool(chosen) and own.id not in chosen


def _provider(place: Place, value: str) -> NamedService | None:
    """An entry of `model_providers:` or `llm_providers:` that says which provider it is."""
    words = words_of(place.parent)
    listed = words[-1:] == ("providers",) and bool({"model", "llm", "ai"}.intersection(words))
    provider = load_catalogue().provider_of_name(value) if listed else None
    return provider_service(provider.id) if provider is not None and provider.service_type == "ai-api" else None


def _store_of_class(key: str, path: Json) -> NamedService | None:
    """The store of a class by its path: `haystack_integrations.document_stores.qdrant.document_store.Qdrant...`."""
    if key != "type" or not isinstance(path, str) or path.count(".") < _DOTS or "store" not in path.lower():
        return None
    found = (load_catalogue().provider_of_name(part) for part in path.split(".")[:-1])
    store = next((one for one in found if one is not None and one.service_type == "vector-store"), None)
    return provider_service(store.id) if store is not None else None


def _is_store(key: str) -> bool:
    """Whether a key is about a store of vectors or, as Mem0 has it, of a graph: `vector_store`, `graphStore`."""
    words = words_of(key)
    return bool(_STORE_WORDS.intersection(words)) or _GRAPH_STORE.issubset(words)


def _store(place: Place, key: str, value: str) -> NamedService | None:
    """`vector_store: qdrant`, `vectordb: {provider: chroma}`."""
    if key == "engine" and "space_type" in place.table:
        return None  # how an index of OpenSearch finds what is near: `method: {engine: faiss, space_type: l2}`
    own = _is_store(key)
    above = key in _CHOICES and _is_store(place.parent)
    above = above or (value.lower() in _ONLY_STORES and key in _CHOICES and bool(place.parent))
    provider = load_catalogue().provider_of_name(value) if own or above else None
    if provider is None or provider.service_type != "vector-store":
        return None
    return provider_service(provider.id)
