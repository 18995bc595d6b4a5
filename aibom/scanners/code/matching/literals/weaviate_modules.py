"""The models of Weaviate's modules, in the schema of a class: `"moduleConfig": {"text2vec-openai": {"model": "ada"}}`.

The module's name tells what the model does and who serves it (Weaviate's documentation, "Model provider integrations").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.catalog.entries import Provider
from aibom.catalog.loader import Catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import Lit, Map, key_name
from aibom.scanners.code.matching.model_names import api_model, hub_model, is_name, looks_like_hub

_MODULE = re.compile(r"(text2vec|multi2vec|generative|qna|reranker)-([a-z0-9]+)")
_CLASSES = {"text2vec": "embedding", "multi2vec": "embedding", "reranker": "reranker"}
_FIRST, _SECOND = re.compile(r"ada|babbage|curie|davinci"), "002"


class ModuleModel(NamedTuple):
    """The model that a module is set to, who serves it, and the line that names it."""

    subject: Subject
    facts: dict[str, Json]
    provider: Provider
    line: int


def module_models(catalogue: Catalogue, mapping: Map) -> Iterator[ModuleModel]:
    """The models of the modules that are members of a mapping; a module without a model keeps its default, untold."""
    for key, item in mapping.pairs:
        module = _MODULE.fullmatch(str(key_name(key))) if key is not None else None
        provider = catalogue.provider_of_name(module[2]) if module is not None else None
        if module is None or provider is None or not isinstance(item, Map):
            continue
        given = {str(key_name(name)): value for name, value in item.pairs if name is not None}
        named = given.get("model", given.get("modelId"))
        if not isinstance(named, Lit) or not isinstance(named.value, str) or not is_name(named.value):
            continue
        version = given.get("modelVersion")
        name = _full(module[0], named.value, str(version.value) if isinstance(version, Lit) else "")
        if provider.id == "huggingface" and looks_like_hub(name):
            subject, facts = hub_model(name)
        else:
            subject, facts = api_model(catalogue, name, provider, _CLASSES.get(module[1], ""))
        yield ModuleModel(subject, facts, provider, named.line)


def _full(module: str, name: str, version: str) -> str:
    """The name by which OpenAI knows a model of `text2vec-openai`: "ada" of version "002"."""
    if module == "text2vec-openai" and _FIRST.fullmatch(name) and version == _SECOND:
        return f"text-embedding-{name}-{version}"
    return name
