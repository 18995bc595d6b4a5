"""From an inventory to the bytes of a BOM, and from an audit to its document of vulnerabilities."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from aibom import __version__
from aibom.core.errors import AibomError

if TYPE_CHECKING:
    from aibom.model.audit import Audit
    from aibom.model.component import Inventory
    from aibom.sources.cache import Cache


def write_bom(inventory: Inventory, *, spec_version: str, moment: datetime, cache: Cache | None = None) -> bytes:
    """The CycloneDX document of an inventory, validated; an invalid one is our defect and is not written.

    `cache` remembers the document of an inventory.
    """
    from aibom.pipeline.remembered import remembered_document

    def make() -> bytes:
        from aibom.bom.write import build_document, to_bytes

        return to_bytes(
            _valid(build_document(inventory, spec_version=spec_version, moment=moment, tool_version=__version__))
        )

    return remembered_document(cache, inventory, spec_version, moment, make)


def write_vdr(bom: bytes, audit: Audit, *, moment: datetime) -> bytes:
    """The document of its own (VDR) that holds what an audit found of the components of a BOM."""
    from aibom.bom.vdr import build_vdr
    from aibom.bom.write import to_bytes
    from aibom.core.json import parse_json

    parsed = parse_json(bom, "BOM")
    return to_bytes(
        _valid(build_vdr(parsed if isinstance(parsed, dict) else {}, audit, moment=moment, tool_version=__version__))
    )


def _valid(document: dict[str, Any]) -> dict[str, Any]:
    from aibom.bom.validate import validate

    errors = validate(document)
    if errors:
        raise AibomError(
            f"The BOM would not be valid CycloneDX {document['specVersion']} ({errors[0].path}: {errors[0].message}); "
            "nothing was written. Please report this as a defect of aibom."
        )
    return document
