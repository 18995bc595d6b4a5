"""Reads LocalAI's model definitions: a YAML file per model (localai.io/docs/advanced)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.catalog.products import products
from aibom.core.lined import Lined, member
from aibom.model.kinds import RelationKind
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.naming import WEIGHTS, name_model
from aibom.scanners.configs.names.services import product_subject
from aibom.scanners.configs.sight import Sight

_OWN = frozenset("name backend context_size template mmproj embeddings f16 threads stopwords usage roles".split())


def is_localai(document: Lined) -> bool:
    """Whether a document defines a model of LocalAI: `parameters.model` beside two of its own members."""
    top = document.value
    if (
        not isinstance(top, Mapping)
        or "apiVersion" in top
        or not isinstance(member(member(top, "parameters"), "model"), str)
    ):
        return False
    return len(_OWN.intersection(top)) > 1


def read_localai(document: Lined, path: str) -> Iterator[Sighting]:
    """The model, its projector, and that LocalAI serves them."""
    sight, top = Sight(path), document.value
    subject = product_subject(products().by_id["localai"])
    parameters = member(top, "parameters")
    for table, key in ((parameters, "model"), (top, "mmproj")):
        text = member(table, key)
        if not isinstance(text, str):
            continue
        file = bool(WEIGHTS.search(text)) and "://" not in text
        named = name_model(text, "file" if file else "" if "/" in text else "label")
        if named is not None:
            line = document.line_of(table, key)
            yield sight.model(named, line, key)
            yield sight.link(named.subject, RelationKind.SERVED_BY, subject, line)
