"""Files that set up one product: what they name is what it talks to. LibreChat's endpoints and MCP servers."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from aibom.catalog.products import products
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.names.services import product_subject
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_file

# Names of files -> names of products.
_OF_PRODUCTS = {"librechat.yaml": "librechat", "librechat.yml": "librechat"}
_FUNCTION, _PROMPT = "config.json", "skprompt.txt"
_RELATIONS = {Kind.SERVICE: RelationKind.CALLS_SERVICE, Kind.TOOL: RelationKind.HAS_TOOL}


def of_product(found: Sequence[Sighting], sight: Sight) -> Iterator[Sighting]:
    """The product whose settings a file holds, with the services and MCP servers that the file names."""
    yield from _of_function(found, sight)
    product = products().of_name(_OF_PRODUCTS.get(posixpath.basename(sight.path).lower(), ""))
    if product is None:
        return
    owner = product_subject(product)
    yield sight.thing(owner, 1, product.name, service_type=product.type, self_hosted=True)
    for one in found:
        if isinstance(one, Observation) and one.subject.kind in _RELATIONS and one.subject != owner:
            yield sight.link(owner, _RELATIONS[one.subject.kind], one.subject, one.evidence.line or 1)


def _of_function(found: Iterable[Sighting], sight: Sight) -> Iterator[Sighting]:
    """The prompt of a function of Semantic Kernel, which lies beside the settings that name its model; dropped later
    where there is none."""
    folder, name = posixpath.split(sight.path)
    if name != _FUNCTION:
        return
    for one in found:
        if isinstance(one, Observation) and one.subject.kind is Kind.MODEL:
            prompt = prompt_file(posixpath.join(folder, _PROMPT))
            yield sight.link(one.subject, RelationKind.USES_PROMPT, prompt, one.evidence.line or 1)
