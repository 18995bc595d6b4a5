"""From a setting that names a model to the model: the key hints, the value must look the part."""

from __future__ import annotations

import re

from aibom.catalog.loader import load_catalogue
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.configs.modelkeys import KeyHint, key_hint
from aibom.scanners.configs.naming import WEIGHTS, Named, is_hub_id, is_placeholder, name_model

_TOKEN = re.compile(r"[A-Za-z][\w.-]*[0-9][\w.:-]*\Z|[a-z0-9]+(?:[-.:][a-z0-9]+)+\Z", re.IGNORECASE)
_WHISPER_SIZES = re.compile(r"(?:tiny|base|small|medium|large|turbo)(?:\.en|-v[123]|-v3-turbo)?\Z")
_LOCAL = frozenset({"hf", "ollama", "file"})


def model_of_setting(key: str, value: str) -> Named | None:
    """The model that a setting names, or None when its key or value does not say so."""
    hint = key_hint(key)
    if hint is None or len(value) > 200:
        return None
    return model_of_value(value, hint, key)


def model_of_value(value: str, hint: KeyHint, key: str = "") -> Named | None:
    """The model that `value` names under a key with this hint."""
    text = value.strip().strip("\"'")
    if "whisper" in key.lower() and _WHISPER_SIZES.match(text):
        return name_model(f"whisper-{text}", "label", "speech")
    if not text or is_placeholder(text) or " " in text:
        return None
    known = known_model(text)
    if known is not None:
        return _hinted(known, hint)
    if hint.origin in ("hf", "ollama") and ("/" in text or hint.origin == "ollama"):
        return name_model(text, hint.origin, hint.model_class)
    if WEIGHTS.search(text) or is_hub_id(text):
        return name_model(text, "", hint.model_class)
    if hint.strong and _TOKEN.match(text):
        return name_model(text, hint.origin, hint.model_class)
    return None


def known_model(text: str) -> Named | None:
    """The model when its name alone tells who serves it: a form of the catalogue, or `provider/model`."""
    catalogue = load_catalogue()
    for separator in ("/", ":"):
        head, _, rest = text.partition(separator)
        provider = catalogue.provider_of_name(head) if rest else None
        if provider is not None and (separator == "/" or catalogue.form(rest) is not None):
            return name_model(text.replace(":", "/", 1) if separator == ":" else text, "routed")
    if catalogue.form(text) is None:
        return None
    return name_model(text, "")


def _hinted(known: Named, hint: KeyHint) -> Named:
    """The key may know better who serves a model (Azure serves OpenAI's) and what it is for."""
    subject, facts = known
    if hint.origin and hint.origin not in _LOCAL and subject.origin not in _LOCAL:
        subject = Subject(kind=Kind.MODEL, name=subject.name, origin=hint.origin)
    elif hint.origin == "ollama":
        return name_model(subject.name, "ollama", hint.model_class) or known
    if hint.model_class and "model_class" not in facts:
        facts = {**facts, "model_class": hint.model_class}
    return Named(subject, facts)
