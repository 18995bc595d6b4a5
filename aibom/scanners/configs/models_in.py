"""Models that a configuration names: a key that says model, a value that looks like one, and who serves it."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.entries import Provider
from aibom.catalog.loader import load_catalogue
from aibom.core.json import Json
from aibom.core.secrets import is_secret_name
from aibom.model.sighting import Sighting
from aibom.scanners.configs.modelkeys import KeyHint, key_hint, words_of
from aibom.scanners.configs.naming import Named, is_hub_id, name_model
from aibom.scanners.configs.services import provider_service
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.values import default_of, model_of_value
from aibom.scanners.configs.walk import Place, texts

_MAX_LIST = 3
_REPOSITORIES = frozenset({"repository", "repo", "repo_id", "repoId"})
_PROVIDER_KEYS = (
    "provider", "model_provider", "modelProvider", "llm_provider", "api_type", "type", "vendor", "backend", "engine",
    "platform", "client", "custom_llm_provider", "_target_", "class", "source", "service", "name",
)  # fmt: skip
# Words of a key below which stand parts of addresses: `url_suffix: {embedding: api/embed}`.
_ADDRESSES = frozenset("url urls uri uris suffix suffixes route routes".split())
# Keys that only say `name` or `path`; what they mean stands in the key above them.
_BARE = frozenset(
    {"name", "id", "path", "default", "primary", "deployment", "checkpoint", "model_name", "model", "value"}
)
_USE_ARGUMENTS = (
    "revision", "model_revision", "trust_remote_code", "load_in_4bit", "load_in_8bit", "quantization", "torch_dtype",
    "dtype", "base_url", "api_base", "temperature", "use_safetensors", "weights_only", "adapter", "seed",
)  # fmt: skip


def models_in(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The models of one mapping."""
    if _ADDRESSES.intersection(words_of(place.parent or "")):
        return
    provider = provider_in(place)
    for key, value in place.table.items():
        hint = hint_of(place, key)
        if hint is None:
            yield from _located(place, key, value, sight)
            continue
        for text in _few(value):
            named = model_of_value(default_of(text), _with_provider(hint, provider), key)
            if named is not None:
                yield from _model(place, key, named, provider, sight)


def _located(place: Place, key: str, value: Json, sight: Sight) -> Iterator[Sighting]:
    """`modelURL: org/name`, `model_uri: hf://org/name`: an address of a model, where it names a hub or a store."""
    words = words_of(key)
    if not isinstance(value, str) or not (_is_location(words) or _is_on_hub(place, key)):
        return
    if is_hub_id(value) or value.startswith(("hf://", "s3://", "gs://", "https://huggingface.co/")):
        named = name_model(value)
        if named is not None:
            yield from _model(place, key, named, None, sight)


def _is_location(words: tuple[str, ...]) -> bool:
    return words[-1:] in (("url",), ("uri",)) and "model" in words


def _is_on_hub(place: Place, key: str) -> bool:
    """`{type: huggingface, repository: org/name}` of an adapter or model."""
    if key not in _REPOSITORIES or place.text("type", "source").lower() not in ("huggingface", "hf"):
        return False
    return bool({"adapter", "adapters", "lora", "model", "models"}.intersection(words_of("_".join(place.keys))))


def hint_of(place: Place, key: str) -> KeyHint | None:
    """What a key means, read together with the key above it when it says little alone."""
    alone = key_hint(key)
    if alone is not None and alone.strong:
        return alone
    if key.lower() in _BARE and place.parent:
        above = key_hint(f"{place.parent}_{key}")
        return above or alone
    return alone


def provider_in(place: Place) -> Provider | None:
    """Who serves the models of a mapping, as one of its members says."""
    if place.parent == "model" and place.table.get("format") == "OpenAI":
        return load_catalogue().provider("azure-openai")  # the form of a deployment on Azure
    for key in _PROVIDER_KEYS:
        value = place.table.get(key)
        if isinstance(value, str) and 2 <= len(value) < 80:
            found = load_catalogue().provider_of_name(default_of(value.strip()))
            if found is not None:
                return found
    return None


def _with_provider(hint: KeyHint, provider: Provider | None) -> KeyHint:
    if provider is None:
        return hint
    origin = "hf" if provider.id == "huggingface" else provider.id
    return KeyHint(origin, hint.model_class, strong=True)


def _few(value: Json) -> Iterator[str]:
    """A text, or the items of a short list; a long list says what is offered, not what is used."""
    if isinstance(value, list) and len(value) > _MAX_LIST:
        return
    yield from texts(value)


def _model(place: Place, key: str, named: Named, provider: Provider | None, sight: Sight) -> Iterator[Sighting]:
    facts = dict(named.facts)
    revision = place.text("revision", "model_revision")
    if revision and named.subject.origin == "hf":
        facts["revision"] = revision
    symbol = ".".join((*place.keys, key))[-120:]
    line = place.line(key)
    yield sight.model(Named(named.subject, facts), line, symbol, use_arguments(place))
    if provider is not None and provider.id != "huggingface":
        yield from sight.served(named.subject, provider_service(provider.id), line, symbol)


def use_arguments(place: Place) -> dict[str, Json]:
    """The members beside a model that say how it is loaded."""
    return {
        key: value
        for key in _USE_ARGUMENTS
        if isinstance(value := place.table.get(key), str | int | float | bool) and not is_secret_name(key)
    }


def named_model(text: str, provider: str = "", model_class: str = "") -> Named | None:
    """A model that a file of a known form names; `provider` is an id or a spelling that routers use."""
    found = load_catalogue().provider_of_name(provider) if provider else None
    if found is None:
        return name_model(text, "routed", model_class)
    return name_model(text, "hf" if found.id == "huggingface" else found.id, model_class)
