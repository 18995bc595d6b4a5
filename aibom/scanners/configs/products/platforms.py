"""Custom resources of Kubernetes: the product that takes them serves the models that they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aibom.catalog.products import Product, products
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Sighting
from aibom.scanners.configs.names.naming import name_model
from aibom.scanners.configs.names.services import product_subject
from aibom.scanners.configs.names.values import known_model
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import places

_SERVING = ("inference-server", "gateway")


def platform_of(document: Lined) -> Product | None:
    """The product that takes a custom resource; None for any other document."""
    top = document.value
    if not isinstance(top, Mapping) or "apiVersion" not in top:
        return None
    return products().of_resource(str(top["apiVersion"]), str(top.get("kind")))


def asked_of(document: Lined, product: Product, sight: Sight) -> Iterator[Sighting]:
    """The models under members that only this product has: KAITO's `preset.name`."""
    wanted = {tuple(member.split(".")) for member in product.resource_models}
    for place in places(document) if wanted else ():
        for key, value in place.table.items():
            if isinstance(value, str) and ((place.parent, key) in wanted or (key,) in wanted):
                named = known_model(value) or name_model(value, "" if "/" in value else "label")
                named = name_model(value, "ollama") if product.id == "ollama" else named
                if named is not None:
                    yield sight.model(named, place.line(key), ".".join((*place.keys, key))[-120:])


def served_by(product: Product, found: Iterable[Sighting], sight: Sight) -> Iterator[Sighting]:
    """Links from the models of a resource to its product, unless the resource says who else serves them."""
    if product.type not in _SERVING:
        return
    found = list(found)
    served = {one.source for one in found if isinstance(one, Link) and one.kind is RelationKind.SERVED_BY}
    for one in found:
        if isinstance(one, Observation) and one.subject.kind is Kind.MODEL and one.subject not in served:
            yield sight.link(one.subject, RelationKind.SERVED_BY, product_subject(product), one.evidence.line or 1)
