"""One component of the inventory as a CycloneDX component.

A fact goes into the standard field that exists for it, if its value has the type of that field; what is left
goes into properties (aibom.bom.properties), which the reader prefers over the fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aibom.bom.draft import Draft, add_identity, add_licences, add_references, finish, start_draft
from aibom.bom.evidence import evidence_pairs, to_evidence
from aibom.bom.hashes import to_hashes
from aibom.bom.model_card import add_data, add_model_card
from aibom.model.component import Component, Relation
from aibom.model.kinds import Kind, RelationKind

_TYPES = {
    Kind.MODEL: "machine-learning-model",
    Kind.DATASET: "data",
    Kind.PROMPT: "data",
    Kind.LIBRARY: "library",
    Kind.CONTAINER: "container",
    Kind.FILE: "file",
}
_FRAMEWORKS = frozenset({"framework", "agent-framework"})
# The standard scope is coarser than ours, which therefore stays in its property.
_SCOPES = {
    "runtime": "required",
    "optional": "optional",
    "peer": "optional",
    "dev": "excluded",
    "build": "excluded",
    "test": "excluded",
}
_DATA_RELATIONS = (RelationKind.TRAINED_ON, RelationKind.EVALUATED_ON)


def component_object(component: Component, relations: Sequence[Relation], spec_version: str) -> dict[str, Any]:
    """The CycloneDX component; `relations` are those that start at it."""
    draft = start_draft(component, relations, spec_version, {"type": _type(component)})
    add_identity(draft, "supplier")
    _add_scope(draft)
    _add_hashes(draft)
    add_licences(draft)
    _add_purl(draft)
    if component.kind is Kind.MODEL:
        add_model_card(draft, [edge.target for edge in relations if edge.kind in _DATA_RELATIONS])
    elif component.kind in (Kind.DATASET, Kind.PROMPT):
        add_data(draft)
    add_references(draft)
    _add_evidence(draft)
    return finish(draft)


def _type(component: Component) -> str:
    if component.kind is Kind.LIBRARY and str(component.facts.get("ai_role")) in _FRAMEWORKS:
        return "framework"
    return _TYPES.get(component.kind, "application")


def _add_scope(draft: Draft) -> None:
    scope = draft.left.get("scope")
    if isinstance(scope, str) and scope in _SCOPES:
        draft.fields["scope"] = _SCOPES[scope]


def _add_hashes(draft: Draft) -> None:
    hashes = draft.texts("hashes")
    if not hashes:
        return
    objects = to_hashes(hashes)
    if objects:
        draft.fields["hashes"] = objects
    if len(objects) == len(hashes):
        del draft.left["hashes"]


def _add_purl(draft: Draft) -> None:
    purl = draft.component.purl
    if purl and purl.startswith("pkg:"):
        draft.fields["purl"] = purl
    elif purl is not None:
        draft.left["purl"] = purl


def _add_evidence(draft: Draft) -> None:
    evidence = draft.component.evidence
    if not evidence:
        return
    field = "purl" if "purl" in draft.fields else "name"
    draft.fields["evidence"] = to_evidence(evidence, field, draft.spec_version)
    if draft.spec_version < "1.6":
        draft.pairs.extend(evidence_pairs(evidence))
