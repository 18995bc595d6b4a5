"""Files that set up one product: what they name is what it talks to. LibreChat's endpoints and MCP servers."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from aibom.catalog.products import products
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.names.services import product_subject
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_file

# Names of files -> names of products.
_OF_PRODUCTS = {"librechat.yaml": "librechat", "librechat.yml": "librechat"}
# The text that an extension of Gemini CLI puts before each session, unless its manifest names another.
_EXTENSION, _CONTEXT = "gemini-extension.json", "GEMINI.md"
_RELATIONS = {Kind.SERVICE: RelationKind.CALLS_SERVICE, Kind.TOOL: RelationKind.HAS_TOOL}


def of_product(found: Iterable[Sighting], sight: Sight) -> Iterator[Sighting]:
    """The product whose settings a file holds, with the services and MCP servers that the file names."""
    yield from _context(sight)
    product = products().of_name(_OF_PRODUCTS.get(posixpath.basename(sight.path).lower(), ""))
    if product is None:
        return
    owner = product_subject(product)
    yield sight.thing(owner, 1, product.name, service_type=product.type, self_hosted=True)
    for one in found:
        if isinstance(one, Observation) and one.subject.kind in _RELATIONS and one.subject != owner:
            yield sight.link(owner, _RELATIONS[one.subject.kind], one.subject, one.evidence.line or 1)


def _context(sight: Sight) -> Iterator[Sighting]:
    """The instructions that an extension brings along."""
    folder, name = posixpath.split(sight.path)
    if name.lower() == _EXTENSION:
        yield sight.link(None, RelationKind.USES_PROMPT, prompt_file(posixpath.join(folder, _CONTEXT)), 1)
