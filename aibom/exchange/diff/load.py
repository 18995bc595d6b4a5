"""The one place where a document becomes facts for comparing: new input formats are added here."""

from __future__ import annotations

from dataclasses import replace

from aibom.bom.facts import BomFacts, facts_of
from aibom.bom.read import load_document
from aibom.core.errors import UsageError
from aibom.core.text import printable
from aibom.exchange.convert import is_other_form

_SHOWN = 5


def load_any(data: bytes, name: str = "") -> BomFacts:
    """The facts of a CycloneDX (JSON, XML) or SPDX (2: JSON, tag-value; 3) document; `name` is how messages call it.

    Raises UsageError with one plain sentence when it is no BOM, or when two of its components share a bom-ref: which
    of them a relation means could not be told.
    """
    facts = _converted(data, name) if is_other_form(data) else facts_of(load_document(data, name=name))
    if facts.duplicates:
        shown = ", ".join(repr(printable(ref, 100)) for ref in facts.duplicates[:_SHOWN])
        more = ", ..." if len(facts.duplicates) > _SHOWN else ""
        raise UsageError(
            f"{name or 'The document'} uses a bom-ref for more than one component ({shown}{more}); what depends on "
            "what cannot be told. Give each its own bom-ref, and compare again."
        )
    return facts


def _converted(data: bytes, name: str) -> BomFacts:
    """The facts of a document of another form; what has no place in CycloneDX is counted in the warnings."""
    from aibom.bom.write import to_bytes
    from aibom.exchange.convert import read_bom

    read = read_bom(data, name)
    facts = facts_of(load_document(to_bytes(dict(read.document)), name=name))
    lost = f"{len(read.losses):,} fields of {name} have no place in CycloneDX and were not compared."
    return replace(facts, warnings=(*facts.warnings, *read.warnings, *([lost] if read.losses else [])))
