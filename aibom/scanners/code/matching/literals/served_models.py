"""Models of any name that stand beside the address of the server that has them, or under a key that names it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from aibom.catalog.entries import Provider
from aibom.catalog.loader import Catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import Lit, Map, Value, key_name
from aibom.scanners.code.matching.model_names import api_model, is_name, looks_like_hub
from aibom.scanners.code.matching.naming.texts import place_of
from aibom.scanners.code.matching.services import provider_at, provider_service
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.types import Const

_ON_REPLICATE = re.compile(r"replicate\.com/(?P<name>[\w.-]{1,80}/[\w.-]{1,100})(?:[/?#:]|\Z)")
_VERSION = re.compile(r"[0-9a-f]{64}")
_VOICES = frozenset(("voiceId", "voice_id"))  # of a provider that speaks
Reader: TypeAlias = Callable[[Value], Const | None]
_SERVER_KEYS = ("base_url", "api_base", "baseURL", "endpoint", "url", "api_url")


def served_model(catalogue: Catalogue, mapping: Map) -> tuple[Subject, int, dict[str, Json]] | None:
    """The model, its line and facts of `{"model": "llama3", "base_url": "http://localhost:11434/v1"}`, where its name
    alone would not say what it is."""
    texts = {key_name(key): item for key, item in mapping.pairs if isinstance(item, Lit) and item.value}
    model = texts.get("model")
    if model is None or not is_name(str(model.value)) or catalogue.form(str(model.value)) is not None:
        return None
    for key in _SERVER_KEYS:
        provider = provider_at(catalogue, str(texts[key].value)) if key in texts else None
        if provider is not None:
            subject, facts = api_model(catalogue, str(model.value), provider, "")
            return subject, model.line, facts
    return None


def listed_on_replicate(catalogue: Catalogue, mapping: Map) -> tuple[Subject, int, dict[str, Json]] | None:
    """The model of `{ owner: "stability-ai", name: "sdxl", version: "39ed...", source: "replicate" }`, which a program
    runs on Replicate: by its page where the entry has one, else by its owner and name."""
    items = {
        key_name(key): item for key, item in mapping.pairs if isinstance(item, Lit) and isinstance(item.value, str)
    }
    texts = {key: str(item.value) for key, item in items.items()}
    provider, version = catalogue.provider("replicate"), texts.get("version", "")
    page = _ON_REPLICATE.search(texts.get("url", ""))
    told = page is not None or bool(_VERSION.fullmatch(version)) or texts.get("source") == "replicate"
    if provider is None or not told or not texts.get("owner") or not texts.get("name"):
        return None
    name = page["name"] if page is not None else f"{texts['owner']}/{texts['name']}".lower().replace(" ", "-")
    subject, facts = api_model(catalogue, name, provider, "image")
    return subject, items["name"].line, {**facts, **({"revision": version} if _VERSION.fullmatch(version) else {})}


def versions_on_replicate(catalogue: Catalogue, mapping: Map) -> list[tuple[Subject, int, dict[str, Json]]]:
    """The models of `{ "yorickvp/llava-13b": "e272157381e2..." }`, by which Replicate is asked for versions."""
    provider = catalogue.provider("replicate")
    pairs = [(str(key_name(key)), getattr(item, "value", None), item.line) for key, item in mapping.pairs if key]
    versions = [(name, str(version), line) for name, version, line in pairs if _VERSION.fullmatch(str(version))]
    if (
        provider is None
        or not versions
        or len(versions) < len(pairs)
        or not all(looks_like_hub(one) for one, *_ in pairs)
    ):
        return []
    made = ((api_model(catalogue, name, provider, ""), version, line) for name, version, line in versions)
    return [(subject, line, {**facts, "revision": version}) for (subject, facts), version, line in made]


def provided(catalogue: Catalogue, mapping: Map, read: Reader) -> tuple[Found, Found | None] | None:
    """The service of `{"provider": "ollama", "config": {"model": "mxbai-embed-large"}}` or `{provider: "openai", model:
    "gpt-4"}`, and its model; of a voice the service only. `read` gives the text of a value."""
    items = {key_name(key): item for key, item in mapping.pairs}
    config = items.get("config", mapping)
    name = read(items["provider"]) if "provider" in items and isinstance(config, Map) else None
    provider = catalogue.provider_of_name(str(name.value)) if name is not None else None
    if provider is None or not isinstance(config, Map):
        return None
    model = _model_in(config, ("model", "model_name") if config is not mapping else ("model",), read)
    if model is None:
        return (provider_service(provider), None) if config is not mapping or _VOICES & items.keys() else None
    return provider_service(provider), Found(*api_model(catalogue, str(model.value), provider, ""), place_of(model))


def _model_in(config: Map, keys: tuple[str, ...], read: Reader) -> Const | None:
    items = {key_name(key): item for key, item in config.pairs}
    texts = (read(items[key]) for key in keys if key in items)
    return next((one for one in texts if one is not None and is_name(str(one.value))), None)


def told_by_key(catalogue: Catalogue, key: str, text: str) -> Provider | None:
    """The server of one's own that a key names beside a name of no known form (`ollama_model = "gemma3"`)."""
    provider = catalogue.provider_of_name(key.rpartition(".")[2].partition("_")[0])
    # `0.3.0` is a version
    named = is_name(text) and any(c.isdigit() for c in text) and any(c.isalpha() for c in text)
    return provider if provider is not None and provider.self_hosted and named else None
