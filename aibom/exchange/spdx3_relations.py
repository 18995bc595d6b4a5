"""Relations and licences of a CycloneDX document as SPDX 3.0.1 relationships."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aibom.bom.properties import RELATION_PREFIX
from aibom.exchange.elements import Element
from aibom.exchange.losses import take, take_text
from aibom.exchange.spdx3_maker import Maker
from aibom.exchange.spdx3_words import TERMS
from aibom.exchange.spdx_licences import LicenceTexts, take_expressions

_NO_LICENCE = TERMS + "ExpandedLicensing/NoAssertionLicense"
# Typed relations for which SPDX has a word of its own; the others are dependencies, and stay as properties.
_TYPED = {
    "trained-on": "trainedOn",
    "evaluated-on": "testedOn",
    "derived-from": "descendantOf",
    "contains": "contains",
    "has-tool": "usesTool",
}
_PROFILED = ("ai_AIPackage", "dataset_DatasetPackage")


def add_licences(maker: Maker, element: Element, made: Any, texts: LicenceTexts) -> None:
    """Declared and concluded licence. The AI and Dataset profiles demand exactly one of each, so there no assertion is
    written where nothing is known."""
    declared, concluded = take_expressions(element.raw, texts)
    demanded = type(made).__name__ in _PROFILED
    for kind, expression in (("hasDeclaredLicense", declared), ("hasConcludedLicense", concluded)):
        if expression:
            relate(maker, made.spdxId, kind, [maker.licence(expression, texts.texts)])
        elif demanded:
            relate(maker, made.spdxId, kind, [_NO_LICENCE])


def relate(maker: Maker, source: str, kind: str, targets: Iterable[str], completeness: str = "") -> None:
    """One relationship from an element to others."""
    model = maker.model
    local = source.removeprefix(maker.base)
    made = model.Relationship(
        spdxId=maker.base + maker.names.of(f"{local}-{kind}"),
        creationInfo=maker.info,
        from_=source,
        to=list(targets),
        relationshipType=getattr(model.RelationshipType, kind),
    )
    if completeness:
        made.completeness = getattr(model.RelationshipCompleteness, completeness)
    maker.add(made)


def add_relations(
    maker: Maker, rest: dict[str, Any], elements: list[Element], edges: Mapping[str, list[str] | None]
) -> None:
    """Dependencies with their completeness, what stands inside what, typed relations, training data, base models."""
    completeness = _completeness(rest)
    unplaced = []
    for source, targets in sorted(edges.items()):
        known = [target for target in targets or () if target in maker.ids] if source in maker.ids else []
        unplaced += [{"ref": source, "dependsOn": [one]} for one in targets or () if one not in known]
        if known:
            relate(maker, maker.iri(source), "dependsOn", [maker.iri(t) for t in known], completeness.get(source, ""))
    if unplaced:
        rest["dependencies"] = [*(rest.get("dependencies") or ()), *unplaced]
    typed: dict[tuple[str, str], set[str]] = {}
    for element in elements:
        if element.parent:
            typed.setdefault((element.parent, "contains"), set()).add(element.ref)
        for kind, target in _stated(maker, element):
            typed.setdefault((element.ref, kind), set()).add(target)
    for (source, kind), refs in sorted(typed.items()):
        relate(maker, maker.iri(source), kind, [maker.iri(ref) for ref in sorted(refs)])
    for element in elements:
        _add_ancestors(maker, element)


def _completeness(rest: dict[str, Any]) -> dict[str, str]:
    """What compositions say of the dependencies of each element; only what is said is taken."""
    found: dict[str, str] = {}
    listed = rest.get("compositions")
    for one in listed if isinstance(listed, list) else ():
        aggregate = str(one.get("aggregate")) if isinstance(one, dict) else ""
        word = "complete" if aggregate == "complete" else "incomplete" if aggregate.startswith("incomplete") else ""
        refs = one.get("dependencies") if word else None
        for ref in refs if isinstance(refs, list) else ():
            if isinstance(ref, str):
                found[ref] = word
    return found


def _stated(maker: Maker, element: Element) -> list[tuple[str, str]]:
    """Typed relations that a component states in properties, and the data sets that its model card points to."""
    pairs = [(one["name"], one.get("value")) for one in element.properties]
    found = [
        (_TYPED[kind], str(value))
        for name, value in pairs
        if name.startswith(RELATION_PREFIX) and (kind := name.removeprefix(RELATION_PREFIX)) in _TYPED
    ]
    card = element.raw.get("modelCard")
    parameters = card.get("modelParameters") if isinstance(card, dict) else None
    listed = parameters.get("datasets") if isinstance(parameters, dict) else None
    for one in listed if isinstance(listed, list) else ():
        ref = one.get("ref") if isinstance(one, dict) else None
        if ref in maker.ids:
            if not any(target == ref for _, target in found):
                found.append(("trainedOn", str(ref)))
            take(one, "ref")
    return [(kind, target) for kind, target in found if target in maker.ids]


def _add_ancestors(maker: Maker, element: Element) -> None:
    """Base models: an element of the document of the same name, else one of its own that says its name."""
    pedigree = element.raw.get("pedigree")
    listed = pedigree.get("ancestors") if isinstance(pedigree, dict) else None
    targets = []
    for one in listed if isinstance(listed, list) else ():
        group, name = take_text(one, "group"), take_text(one, "name")
        if name:
            take_text(one, "type")
            full = f"{group}/{name}" if group else name
            targets.append(_ancestor(maker, full, take_text(one, "version"), take_text(one, "purl")))
    if targets:
        relate(maker, maker.iri(element.ref), "descendantOf", sorted(set(targets)))


def _ancestor(maker: Maker, name: str, version: str, purl: str) -> str:
    model = maker.model
    made = model.software_Package(
        spdxId=maker.base + maker.names.of(f"ancestor-{name}"),
        creationInfo=maker.info,
        name=name,
        software_primaryPurpose=model.software_SoftwarePurpose.model,
    )
    if version:
        made.software_packageVersion = version
    if purl:
        made.software_packageUrl = purl
    return str(maker.add(made).spdxId)
