"""Models that a set of variables names are served by the one server that the same variables lead to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aibom.catalog.products import products
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Sighting, Subject
from aibom.scanners.configs.sight import Sight

# Where models come from that a server of one's own may serve.
_SERVED = ("", "hf", "ollama")


def served_by_reached(found: Sequence[Sighting], sight: Sight) -> Iterator[Sighting]:
    """`OLLAMA_HOST` beside `EMBEDDINGS_MODEL_NAME`: the model is served there, when nothing else is told and there is
    one such server only."""
    servers = set(_servers(found))
    told = {one.source for one in found if isinstance(one, Link) and one.kind is RelationKind.SERVED_BY}
    for one in found if len(servers) == 1 else ():
        if isinstance(one, Observation) and one.subject not in told and _may_be_served(one.subject):
            yield sight.link(one.subject, RelationKind.SERVED_BY, next(iter(servers)), one.evidence.line or 1)


def _may_be_served(subject: Subject) -> bool:
    return subject.kind is Kind.MODEL and subject.origin in _SERVED


def _servers(found: Sequence[Sighting]) -> Iterator[Subject]:
    for one in found:
        if isinstance(one, Link) and one.kind is RelationKind.CALLS_SERVICE:
            product = products().of_name(one.target.name)
            if product is not None and product.serves:
                yield one.target
