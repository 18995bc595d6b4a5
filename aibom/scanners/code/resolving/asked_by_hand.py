"""Whether code asks an API of models without anybody's package: by the addresses that it writes."""

from __future__ import annotations

from aibom.catalog.loader import Catalogue
from aibom.core import re
from aibom.scanners.code.facts import Lit, Template, Value
from aibom.scanners.code.resolving.modules import Module

_HOST = re.compile(r"https?://([A-Za-z0-9.-]{4,80})(:11434\b)?")
_PATH = re.compile(r"/chat/completions\b|/v1/(?:messages|responses)\b|:(?:streamG|g)enerateContent\b")
_OF_MODELS = ("ai-api", "gateway", "inference-server")


def asks_by_hand(catalogue: Catalogue, module: Module) -> bool:
    """Whether a binding, a default or an argument of a call is the address of an API of models, of an Ollama, or the
    path that such APIs answer at (`base + "/chat/completions"`)."""
    facts = module.facts
    return (
        any(_is_address(catalogue, binding.value) for binding in facts.bindings)
        or any(_is_address(catalogue, one) for call in facts.calls for one in call.args)
        or any(_is_address(catalogue, one) for call in facts.calls for _, one in call.kwargs)
    )


def _is_address(catalogue: Catalogue, value: Value) -> bool:
    parts = value.parts if isinstance(value, Template) else (value,)
    text = parts[0] if parts else value
    if any(isinstance(one, Lit) and isinstance(one.value, str) and _PATH.search(one.value) for one in parts):
        return True
    if not isinstance(text, Lit) or not isinstance(text.value, str):
        return False
    found = _HOST.match(text.value)
    if found is None:
        return False
    provider = catalogue.provider_of_host(found[1].lower())
    return found[2] is not None or (provider is not None and provider.service_type in _OF_MODELS)
