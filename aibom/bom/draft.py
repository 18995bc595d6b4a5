"""A component or service on its way into the document, and the fields that both have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aibom.bom import vulnerabilities
from aibom.bom.evidence import use_pairs
from aibom.bom.licences import from_choice, to_choice
from aibom.bom.properties import INFERRED_PREFIX, KIND, ORIGIN, RELATION_PREFIX, Pair, as_properties, encode, kind_word
from aibom.bom.references import hub_page, is_url
from aibom.core.json import Json
from aibom.model.component import Component, Relation
from aibom.model.kinds import RelationKind

NAMELESS = "(unnamed)"
# The schemas since 1.6 bound a version's length.
_MAX_VERSION = 1024


@dataclass(frozen=True, slots=True)
class Draft:
    """`fields` are written already, `left` are the facts that are not yet, `pairs` will be properties. Each
    `add_*` function moves what fits a standard field from `left` to `fields`."""

    component: Component
    spec_version: str
    fields: dict[str, Any]
    left: dict[str, Json]
    pairs: list[Pair]

    def take_text(self, name: str) -> str | None:
        """The fact's value if it is a text that is not empty; it is then no longer left."""
        value = self.left.get(name)
        if not isinstance(value, str) or not value:
            return None
        del self.left[name]
        return value

    def texts(self, name: str) -> list[str]:
        """The elements of a fact that is a list of texts, sorted, each once; else nothing."""
        value = self.left.get(name)
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            return []
        return sorted({item for item in value if isinstance(item, str)})


def start_draft(
    component: Component, relations: Iterable[Relation], spec_version: str, fields: dict[str, Any]
) -> Draft:
    """A draft with the properties that every component has."""
    pairs = [(KIND, kind_word(component.kind)), *use_pairs(component.uses), *_relation_pairs(relations)]
    if component.origin and not component.purl:
        pairs.append((ORIGIN, component.origin))
    left = dict(component.facts)
    if vulnerabilities.fits(left.get("vulnerabilities")):
        del left["vulnerabilities"]  # the document holds them beside its components
    return Draft(component, spec_version, fields, left, pairs)


def _relation_pairs(relations: Iterable[Relation]) -> list[Pair]:
    """A plain dependency needs no property unless the same two are related in another way as well. Of an inferred
    relation a second property says so."""
    edges = list(relations)
    typed = {edge.target for edge in edges if edge.kind is not RelationKind.DEPENDS_ON}
    pairs = [(f"{RELATION_PREFIX}{edge.kind}", edge.target) for edge in edges if edge.target in typed]
    return pairs + [(f"{INFERRED_PREFIX}{edge.kind}", edge.target) for edge in edges if edge.inferred]


def add_identity(draft: Draft, supplier_field: str) -> None:
    """bom-ref, supplier (of a service: provider), name, version, description."""
    component = draft.component
    draft.fields["bom-ref"] = component.ref
    if provider := draft.take_text("provider"):
        draft.fields[supplier_field] = {"name": provider}
    draft.fields["name"] = component.name or NAMELESS
    if component.version is not None and len(component.version) <= _MAX_VERSION:
        draft.fields["version"] = component.version
    elif component.version is not None:
        draft.left["version"] = component.version
    if description := draft.take_text("description"):
        draft.fields["description"] = description


def add_licences(draft: Draft) -> None:
    """`licenses`; the property stays as well when the field cannot say all."""
    licences = draft.texts("licences")
    if not licences or not all(licences):
        return
    choice = to_choice(licences, draft.spec_version)
    draft.fields["licenses"] = choice
    if from_choice(choice) == licences:
        del draft.left["licences"]


def add_references(draft: Draft) -> None:
    """The page of its hub, and the registry that it is installed from."""
    facts = draft.component.facts
    source, registry = facts.get("source"), facts.get("registry")
    urls = set[str]()
    if isinstance(source, str) and (page := hub_page(draft.component.kind, source)):
        urls.add(page)
    if isinstance(registry, str) and is_url(registry):
        urls.add(registry)
    if urls:
        draft.fields["externalReferences"] = [{"type": "distribution", "url": url} for url in sorted(urls)]


def finish(draft: Draft) -> dict[str, Any]:
    """The finished object: whatever is left becomes properties."""
    for name, value in draft.left.items():
        draft.pairs.extend(encode(name, value))
    draft.fields["properties"] = as_properties(draft.pairs)
    return draft.fields
