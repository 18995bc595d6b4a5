"""Who serves what a mapping names: one of its members says so, a mapping around it, or the key that leads to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from aibom.catalog.entries import Provider
from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.scanners.configs.names.modelkeys import words_of
from aibom.scanners.configs.names.services import NamedService, provider_service, service_of_url
from aibom.scanners.configs.names.values import default_of
from aibom.scanners.configs.walk import Place, is_off

_PROVIDER_KEYS = (
    "provider", "model_provider", "modelProvider", "llm_provider", "defaultProvider", "default_provider", "api_type",
    "type", "vendor", "backend", "engine", "platform", "client", "custom_llm_provider", "_target_", "class", "source",
    "service", "name", "npm", "module", "pieceName", "selected_api",
    "_type", "llm", "module_type", "inference_engine", "model_type", "llm_type", "embedding_provider",
)  # fmt: skip
# What says it of the mappings within as well.
_OF_WHOLE = frozenset(
    "provider model_provider modelProvider llm_provider api_type vendor engine custom_llm_provider npm"
    " inference_engine module pieceName selected_api".split()
)
# Members that say which application a step of a drawn workflow calls: Make, Activepieces, Zapier, Power Automate,
# Pipedream.
_STEPS = frozenset("module pieceName selected_api apiId uses".split())
_STEP = re.compile(r"(?:@[\w-]+/piece-|(?:.*/)?shared_)?(?P<name>[A-Za-z]+(?:-[a-z]+)*)")
_CLASSES = ("type", "class", "_target_", "class_path")
_LEVELS = 2
_NAMED_BY_HAND = frozenset("agent agents subagents assistants command commands tools tool".split())
_SERVING = frozenset({"ai-api", "inference-server", "gateway"})
# Providers whose name is a word that a key has for other reasons.
_PLAIN_WORDS = frozenset(
    "writer github gateway vercel aws you together local tencent alibaba ark nim vision speech language".split()
)
# Members that say what else a thing is of as well: `source: GITHUB` of documents, `type: local` of a store.
_VAGUE = frozenset("type source service name class platform client backend engine".split())
_GROUPS = frozenset(
    "providers provider endpoints llms llm llm_providers llmproviders model_providers modelproviders ai_providers"
    " aiproviders embedding_providers ai".split()
)
_CHOOSING = (("provider",), ("engine",))
# Clouds, of which a provider is chosen for much else than models.
_CLOUDS = frozenset(
    "google azure aws gcp oracle ibm cloudflare databricks snowflake huggingface hf yandex github gateway you local"
    " vision speech language alibaba tencent".split()
)
# What says that an account is one of a search engine: of Google's, which has the key and the id of an engine.
_ENGINE = frozenset("cse_id cseId cx search_engine_id searchEngineId".split())
_NODES = frozenset("chat chatgpt completion completions embedding embeddings node llm model api image audio".split())
# Mappings that describe what something is, not whom to ask: `metadata: {provider: OpenAI}` of a model's maker.
_MARKS = frozenset({"metadata", "labels", "annotations"})
_VARIABLES = frozenset("env environment envs environment_variables environmentVariables".split())
_LISTS = frozenset("clients providers endpoints llms backends llm_providers".split())
_MANY = 400  # members; a mapping of more does not describe one thing
_ADDRESSES = (("base", "url"), ("api", "base"), ("endpoint",), ("api", "url"), ("server", "url"), ("url",), ("host",))

_NEARBY = re.compile(
    r"https?://(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|host\.docker\.internal|[\w-]+(?::\d+)?(?:/|$))"
)


class Serving(NamedTuple):
    """A provider and the spelling that named it."""

    provider: Provider
    spelling: str


def provider_in(place: Place) -> Provider | None:
    """Who serves the models of a mapping."""
    found = serving_in(place)
    return found.provider if found is not None else None


def serving_in(place: Place) -> Serving | None:
    """Who serves the models of a mapping, and how that is written."""
    if "OpenAI" in (place.table.get("format") if place.parent == "model" else "", place.table.get("model_format")):
        return _named("azure-openai")  # the form of a deployment on Azure
    address = address_of(place) or _address_within(place)
    found = _by_address(address) or _member(place, _PROVIDER_KEYS)
    if found is None:
        found = _by_key(_key_of(place))
    for around in place.enclosing(_LEVELS) if found is None else ():
        keys = [key for key in _PROVIDER_KEYS if key in _OF_WHOLE]
        class_ = next((text for key in _CLASSES if (text := around.text(key)).count(".") >= 2), "")
        found = _of_models(_member(around, keys)) or _by_key(_key_of(around)) or _within(class_)
        if found is not None:
            break
    if found is not None and _only_spoken(found, address):
        return None
    return _on_azure(found, place.table)


def _on_azure(found: Serving | None, table: Mapping[str, Json]) -> Serving | None:
    """Azure's service where settings named for OpenAI say that they are of Azure: `{"type": "azure", "endpoint": ...}`,
    or name a deployment and the address of one's own."""
    if found is None or found.provider.id != "openai":
        return found
    low = {key.lower().replace("_", "").replace("-", ""): value for key, value in table.items()}
    stated = any(str(low.get(key, "")).lower() in ("azure", "azureopenai") for key in ("type", "apitype", "provider"))
    deployed = {"endpoint"} & low.keys() and {"deployment", "deploymentname", "deploymentid"} & low.keys()
    return _named("azure-openai") if stated or deployed else found


def _by_address(address: str) -> Serving | None:
    """An address says more than a provider's name, which may only tell whose API is spoken there."""
    service = service_of_url(address) if address.startswith("http") else None
    return _of_models(_named(service.subject.name)) if service is not None else None


def _only_spoken(found: Serving, address: str) -> bool:
    """Whether a hosted provider's API is spoken by something nearby: `{type: openai, base_url: http://llm:8000/v1}`."""
    return bool(_NEARBY.match(address)) and not found.provider.self_hosted


def _member(place: Place, keys: tuple[str, ...] | list[str]) -> Serving | None:
    for key in keys:
        value = place.table.get(key)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, str) and 2 <= len(value) < 80:
            text = default_of(value.strip())
            if key == "npm":
                text = text.removeprefix("@ai-sdk/").removesuffix("-ai-provider")
            if key in _STEPS:
                return _step(text)
            vague = key in _VAGUE and text.lower() in _PLAIN_WORDS
            found = None if vague else _named(text) or _within(text)
            if found is not None:
                return found
    return None


def _step(text: str) -> Serving | None:
    """The provider that a step is named for: `openai-gpt-3:CreateCompletion`, `@activepieces/piece-openai`."""
    text = text.rpartition("/")[2].replace("azureopenai", "azure-openai") if "/shared_" in text else text
    match = _STEP.match(text)
    name = re.sub(r"(?:CLI)?API\Z", "", match["name"]) if match is not None and "." not in text.split("@")[0] else ""
    for part in (name, *(name.split("-")[:1] if "-" in name else ())):
        found = _of_models(_named(part)) if len(part) > 2 and part.lower() not in _CLOUDS else None
        if found is not None:
            return found
    return None


def step_service(key: str, value: Json) -> NamedService | None:
    """The service that a step of a drawn workflow calls."""
    if key not in _STEPS or not isinstance(value, str) or len(value) > 200 or ("/" in value and key == "uses"):
        return None
    found = _step(value)
    return provider_service(found.provider.id) if found is not None else None


def _within(text: str) -> Serving | None:
    """A provider in the path of a class or the type of a node: `haystack...openai.OpenAIGenerator`, `openai-chat`."""
    if text.count(".") >= 2:
        return next((found for part in reversed(text.split(".")) if (found := _of_models(_named(part)))), None)
    head = re.split(r"[-_]", text, maxsplit=1)
    return _by_key(head[0]) if len(head) > 1 and head[1] in _NODES else None


def _named(text: str) -> Serving | None:
    provider = load_catalogue().provider_of_name(text)
    return Serving(provider, text) if provider is not None else None


def _of_models(found: Serving | None) -> Serving | None:
    return found if found is not None and found.provider.service_type in _SERVING else None


def _key_of(place: Place) -> str:
    """The key of a mapping, unless it is the name of an agent, which says what that does: `agent: {writer: ...}`."""
    return "" if place.keys[-2:-1] and place.keys[-2].lower() in _NAMED_BY_HAND else place.parent


def _by_key(key: str) -> Serving | None:
    """`openai: {model: ...}`; some names of providers are ordinary words as well."""
    if len(key) < 3 or key.lower() in _PLAIN_WORDS:
        return None
    return _of_models(_named(key))


def named_by_key(place: Place, key: str, value: Json) -> NamedService | None:
    """The provider that a key names: of `providers: {openai: {...}}`, or of a mapping with an address or a key."""
    if not (value is None or isinstance(value, dict)) or is_off(value):
        return None
    grouped = place.parent.lower() in _GROUPS
    if not grouped and (value is None or not _is_account(Place(value, (), place.document))):
        return None
    if _ENGINE.intersection(value or ()):
        return provider_service("google-search") if key.lower() == "google" else None
    found = _on_azure(_by_key(key), value or {})
    return provider_service(found.provider.id) if found is not None else None


def _is_account(place: Place) -> bool:
    return is_reached(place) or bool({"region", "resource_name", "project_id"}.intersection(place.table))


def chosen_service(place: Place, key: str, value: Json) -> NamedService | None:
    """The service of `llm_provider: openai`, `inference_engine: VLLM`: chosen, whatever stands beside it."""
    if not isinstance(value, str) or words_of(key)[-1:] not in _CHOOSING or not 2 < len(value) < 40:
        return None
    if value.lower() in _CLOUDS or place.parent in _MARKS or _NEARBY.match(address_of(place)):
        return None
    found = _of_models(_named(default_of(value.strip())))
    return provider_service(found.provider.id) if found is not None else None


def entry_service(place: Place) -> tuple[NamedService, str] | None:
    """The service of an entry in a list of clients or providers, and the member that names it."""
    if place.parent.lower() not in _LISTS or address_of(place):
        return None
    for key in ("provider", "type", "name"):
        found = _of_models(_named(place.text(key))) if 2 <= len(place.text(key)) < 80 else None
        if found is not None and (key != "name" or is_reached(place)):
            service = provider_service(found.provider.id)
            return (service, key) if service is not None else None
    return None


def address_of(place: Place) -> str:
    """The address under which what the mapping describes is reached, "" without one."""
    if place.parent in _VARIABLES or len(place.table) > _MANY:
        return ""  # each variable is about something else, and so are hundreds of members
    for key, value in place.table.items():
        if isinstance(value, str) and "//" in value and words_of(key)[-2:] in _ADDRESSES:
            return default_of(value)
    for key, value in place.table.items():
        if isinstance(value, str) and "//" in value and words_of(key)[-1:] in _ADDRESSES:
            return default_of(value)
    return ""


def _address_within(place: Place) -> str:
    """The address of the first endpoint that the mapping lists: `endpoints: [{api_base: http://...}]`."""
    listed = place.table.get("endpoints")
    first = listed[0] if isinstance(listed, list) and listed else listed
    return address_of(Place(first, (), place.document)) if isinstance(first, dict) else ""


def is_reached(place: Place) -> bool:
    """Whether a mapping says how what it describes is reached: by an address, or with a key."""
    if address_of(place):
        return True
    if any(words_of(key)[-2:] in (("api", "key"), ("key", "env"), ("token", "key")) for key in place.table):
        return True
    options = place.table.get("options")
    return isinstance(options, dict) and bool(address_of(Place(options, (), place.document)))


def is_endpoint(place: Place) -> bool:
    """Whether a mapping says where and how models are asked, or stands among the providers."""
    if is_reached(place):
        return True
    groups = [around for around in place.keys[-2:-1] if around.lower() in _GROUPS]
    return bool(groups) or "provider" in place.table or "npm" in place.table


def service_at(place: Place) -> NamedService | None:
    """The service of an endpoint: by its address, else by its provider."""
    options = place.table.get("options")
    inner = Place(options, (), place.document) if isinstance(options, dict) else None
    address = address_of(place) or (address_of(inner) if inner is not None else "")
    found = service_of_url(address) if address.startswith("http") else None
    if found is not None:
        return found
    provider = provider_in(place)
    return provider_service(provider.id) if provider is not None else None
