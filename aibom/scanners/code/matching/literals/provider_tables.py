"""Tables that say which models of which provider a program offers: `{ openai: ["gpt-4o"], groq: [...] }`,
`{ replicate: { models: ["black-forest-labs/flux-dev"] } }`, `[{ id: "mistral", models: [...] }]`, and defaults
`{ openai: "gpt-4o", vertex: "imagen-3.0-generate-001" }`.

The key tells whose the names are, so that names of no known form count as well.
"""

from __future__ import annotations

from aibom.catalog.entries import Provider
from aibom.catalog.loader import Catalogue
from aibom.core import re
from aibom.scanners.code.facts import Lit, Map, Seq, Value, key_name
from aibom.scanners.code.matching.model_names import api_model, hub_model, is_name, routed
from aibom.scanners.code.matching.types import Found

_OFFERED = 14  # models of one provider; more are a list of what there is
_LISTS = ("models", "modelList", "availableModels", "available_models", "chatModels", "supportedModels")
_DEFAULTS = ("defaultModel", "default_model", "model", "default")
_NAMES = ("id", "value", "name", "model", "modelId", "slug")
_OWNERS = ("id", "provider", "value", "key", "name")
_SPEAKING = ("ai-api", "gateway", "inference-server")
_OF_MODELS = re.compile(r"(?:.*_)?models?(?:_.*)?|.*[a-z]Models?(?:[A-Z].*)?|models?(?:[A-Z].*)?", re.IGNORECASE)
# What a model's name has and a label, a path or a variable of the environment has not.
_NAMED = re.compile(r"(?=.*[\d/-])(?=.*[a-z])(?!.*://)[A-Za-z0-9][\w.:/@-]{1,100}(?<!\.svg)(?<!\.png)")
_TRADE = frozenset(
    "context_window contextWindow maxTokens max_tokens pricing price cost inputCost outputCost contextLength".split()
)


def table_models(catalogue: Catalogue, mapping: Map, path: str, name: str = "") -> list[Found]:
    """The models of a table by provider, or of one provider's row in a list of such. One that is not
    called after models has to have two providers, and names of known forms among theirs."""
    of_models = _OF_MODELS.fullmatch(name) is not None
    row = _row(catalogue, mapping)
    if row is not None:
        return _of_rows(catalogue, [(row, mapping)], path, True)
    pairs = [(_provider(catalogue, key_name(key)), item) for key, item in mapping.pairs if key is not None]
    rows = [(provider, item) for provider, item in pairs if provider is not None]
    if len(rows) * 2 <= len(pairs) or (len(rows) < 2 and not of_models):
        return []
    said = sum(isinstance(item, Map) and bool(_lists(item)) for _, item in rows)  # `{ openai: { models: [...] } }`
    return _of_rows(catalogue, rows, path, of_models or said * 2 > len(rows))


def _lists(mapping: Map) -> list[Seq]:
    return [item for key, item in mapping.pairs if key_name(key) in _LISTS and isinstance(item, Seq)]


def _row(catalogue: Catalogue, mapping: Map) -> Provider | None:
    """The provider of a row: `{ id: "groq", name: "Groq", models: ["llama-3.3-70b-versatile"] }`."""
    if not _lists(mapping):
        return None
    items = {key_name(key): item for key, item in mapping.pairs if key is not None}
    owners = [items[key].value for key in _OWNERS if isinstance(items.get(key), Lit)]
    return next((one for text in owners if (one := _provider(catalogue, text)) is not None), None)


def _of_rows(catalogue: Catalogue, rows: list[tuple[Provider, Value]], path: str, sure: bool) -> list[Found]:
    listed = [(provider, name) for provider, item in rows for name in _names(item)]
    known = sum(catalogue.form(str(name.value)) is not None for _, name in listed)
    if not listed or (not sure and known * 2 < len(listed)):
        return []
    return [_found(catalogue, provider, name, path) for provider, name in listed]


def _provider(catalogue: Catalogue, name: object) -> Provider | None:
    found = catalogue.provider_of_name(name) if isinstance(name, str) and name else None
    return found if found is not None and found.service_type in _SPEAKING else None


def _names(item: Value) -> list[Lit]:
    """The names that a provider has in a table: a list, the list of a mapping, or one default."""
    if isinstance(item, Lit):
        return _texts([item])
    if isinstance(item, Seq):
        return _listed(item)
    found: list[Lit] = []
    for key, value in item.pairs if isinstance(item, Map) else ():
        if key_name(key) in _LISTS and isinstance(value, Seq):
            found += _listed(value)
        elif key_name(key) in _DEFAULTS and isinstance(value, Lit):
            found += _texts([value])
    return found


def _listed(seq: Seq) -> list[Lit]:
    if len(seq.items) > _OFFERED:
        return []
    found: list[Lit] = []
    for item in seq.items:
        if isinstance(item, Map):
            parts = {key_name(key): value for key, value in item.pairs}
            if parts.keys() & _TRADE:
                return []
            found += [parts[key] for key in _NAMES if isinstance(parts.get(key), Lit)][:1]
        elif isinstance(item, Lit):
            found.append(item)
    return _texts(found)


def _texts(items: list[Lit]) -> list[Lit]:
    return [one for one in items if isinstance(one.value, str) and _NAMED.fullmatch(one.value) and is_name(one.value)]


def _found(catalogue: Catalogue, provider: Provider, name: Lit, path: str) -> Found:
    text = str(name.value)
    prefixed, plain = routed(catalogue, text)
    if prefixed is not None and prefixed.id == provider.id:
        text = plain
    if provider.id == "huggingface" and "/" in text:
        subject, facts = hub_model(text)
    else:
        subject, facts = api_model(catalogue, text, provider, "")
    return Found(subject, facts, ((path, name.line),))
