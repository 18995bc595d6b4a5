"""Folders that models of the hub are downloaded to: what is loaded from there is that model.

snapshot_download("mistralai/Mistral-7B-Instruct-v0.3", local_dir="/model")
llm = LLM("/model")
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from aibom.model.kinds import Kind
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.resolving.locate import located
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const

_HUB = "hf"


def kept_folders(
    resolver: Resolver, hits: Iterable[Hit], yields: Callable[[Hit], tuple[Found, ...]]
) -> Mapping[str, Found]:
    """The folders by their paths, each with the one model of the hub that is downloaded to it."""
    kept: dict[str, dict[Found, None]] = defaultdict(dict)
    for hit in hits:
        downloads = hit.signature.kind == "model" and hit.symbol.path.endswith("snapshot_download")
        for value in located(resolver, "local_dir", hit.site) if downloads else ():
            if isinstance(value, Const) and isinstance(value.value, str) and value.value and not value.partial:
                models = (one for one in yields(hit) if one.subject.origin == _HUB)
                kept[posixpath.normpath(value.value)].update(dict.fromkeys(one._replace(places=()) for one in models))
    return {folder: next(iter(models)) for folder, models in kept.items() if len(models) == 1}


def as_downloaded(found: Found, kept: Mapping[str, Found]) -> Found:
    """A model that is loaded from such a folder under the name of the hub."""
    if found.subject.kind is not Kind.MODEL or found.subject.origin == _HUB:
        return found
    model = kept.get(posixpath.normpath(found.subject.name))
    return model._replace(places=found.places) if model is not None else found
