"""SPDX 3.0 JSON-LD to CycloneDX: Core, Software, AI, Dataset, licensing and Security profiles."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.json import parse_json
from aibom.exchange.losses import Loss, in_order, left_over, take_text
from aibom.exchange.spdx3_graph import Graph, graph_of, rest_of, source_of, take_properties, texts, type_of
from aibom.exchange.spdx3_read_elements import COMPONENTS, ElementReader
from aibom.exchange.spdx3_read_metadata import metadata_of, root_of
from aibom.exchange.spdx3_read_relations import RelationReader
from aibom.exchange.spdx3_read_security import ASSESSMENTS, VULNERABILITY, take_vulnerabilities
from aibom.exchange.spdx3_words import ANNOTATED

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# Elements that are read where others point to them, and are no loss of their own.
_READ = frozenset(
    "Agent Organization Person SoftwareAgent Tool Annotation SpdxDocument software_Sbom Bom Bundle Relationship"
    " LifecycleScopedRelationship simplelicensing_LicenseExpression simplelicensing_SimpleLicensingText"
    " expandedlicensing_ListedLicense expandedlicensing_CustomLicense expandedlicensing_ConjunctiveLicenseSet"
    " expandedlicensing_DisjunctiveLicenseSet expandedlicensing_OrLaterOperator"
    " expandedlicensing_WithAdditionOperator expandedlicensing_ListedLicenseException"
    " expandedlicensing_CustomLicenseAddition".split()
)
# Of these everything that is not taken is told as lost, by element.
_TOLD = frozenset({*COMPONENTS, VULNERABILITY, *ASSESSMENTS})


def from_spdx3(
    document: Mapping[str, Any], *, spec_version: str, called: str = "The document"
) -> tuple[dict[str, Any], list[Loss], list[str]]:
    """The CycloneDX document (1.6 or later) of an SPDX 3 one, what it could not hold, warnings about what was odd.

    Raises UsageError when it is no SPDX 3.0, or gives an identifier to two elements.
    """
    graph = graph_of(document, called)
    packages = dict(graph.of_type(*COMPONENTS))
    ancestors = _mere_ancestors(graph, packages)
    packages = {key: one for key, one in packages.items() if key not in ancestors}
    carried = {key: _carried(one) for key, one in packages.items()}
    refs = _refs(packages, carried)
    annotated = _annotations(graph)
    root = root_of(graph, refs)
    metadata = metadata_of(graph)
    vulnerabilities = take_vulnerabilities(graph, refs)
    relations = RelationReader(graph, refs, spec_version)
    relations.read()
    reader = ElementReader(graph, annotated)
    components: dict[str, dict[str, Any]] = {}
    for key, raw in packages.items():
        made = reader.component(key, raw, refs[key], carried[key])
        components[key] = relations.placed(key, made, carried[key])
    if root is not None and "type" in components[root]:
        metadata["component"] = components.pop(root)
    result = _document(graph, metadata, list(components.values()), spec_version)
    result |= relations.result()
    if vulnerabilities:
        result["vulnerabilities"] = vulnerabilities
    return result, in_order(_lost(graph, ancestors)), relations.warnings


def _document(
    graph: Graph, metadata: dict[str, Any], listed: Iterable[dict[str, Any]], spec_version: str
) -> dict[str, Any]:
    key = next((key for key, _ in graph.of_type("SpdxDocument", "software_Sbom")), next(iter(graph.elements)))
    match = _UUID.search(key)
    number = match[0].lower() if match else str(uuid.uuid5(uuid.NAMESPACE_URL, key))
    listed = list(listed)
    services = [one for one in listed if "type" not in one]
    document = {
        "$schema": f"http://cyclonedx.org/schema/bom-{spec_version}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": spec_version,
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": metadata,
        "components": [one for one in listed if "type" in one],
    }
    return document | ({"services": services} if services else {})


def _carried(raw: dict[str, Any]) -> dict[str, Any]:
    """What this tool wrote beside the properties, which stay for the component to take."""
    properties, text = take_properties(raw)
    entries = [
        {
            "type": "extension_CdxPropertyEntry",
            "extension_cdxPropName": one["name"],
            "extension_cdxPropValue": one["value"],
        }
        for one in properties
    ]
    if entries:
        extension = {"type": "extension_CdxPropertiesExtension", "extension_cdxProperty": entries}
        raw["extension"] = [extension, *raw.get("extension", ())]
    try:
        parsed = parse_json(text.encode("utf-8", "replace"), "property") if text else {}
    except UnreadableError:
        return {}
    return dict(parsed) if isinstance(parsed, dict) else {}


def _refs(packages: Mapping[str, Any], carried: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The bom-ref of each element: the one that it was made of, else the end of its identifier where that is enough."""
    refs = {}
    for key in packages:
        stated = carried[key].get("bom-ref")
        local = key.rpartition("#")[2] if "#" in key else key.rstrip("/").rpartition("/")[2]
        refs[key] = stated if isinstance(stated, str) and stated else local or key
    return refs if len(set(refs.values())) == len(refs) else {key: key for key in packages}


def _mere_ancestors(graph: Graph, packages: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """Packages that say no more than which model another one descends from."""
    targets = {
        target
        for _, one in graph.of_type("Relationship")
        if one.get("relationshipType") == "descendantOf"
        for target in texts(one.get("to"))
    }
    others = {
        end
        for _, one in graph.of_type("Relationship", "LifecycleScopedRelationship")
        for end in (
            source_of(one),
            *(texts(one.get("to")) if one.get("relationshipType") != "descendantOf" else ()),
        )
    }
    plain = {"name", "software_packageVersion", "software_packageUrl", "software_primaryPurpose"}
    return frozenset(key for key in targets - others if key in packages and rest_of(packages[key]).keys() <= plain)


def _annotations(graph: Graph) -> dict[str, dict[str, Any]]:
    """What this tool's annotations say of elements: JSON with one key; other annotations stay to be told as lost."""
    found: dict[str, dict[str, Any]] = {}
    for _, one in graph.of_type("Annotation"):
        statement, subject = one.get("statement"), one.get("subject")
        if one.get("contentType") != "application/json" or not isinstance(statement, str):
            continue
        try:
            parsed = parse_json(statement.encode("utf-8", "replace"), "annotation")
        except UnreadableError:
            continue
        if isinstance(parsed, dict) and isinstance(subject, str) and set(parsed) <= {"evidence", *ANNOTATED}:
            found.setdefault(subject, {}).update(parsed)
            for field in ("statement", "contentType", "annotationType", "subject"):
                one.pop(field, None)
    return found


def _lost(graph: Graph, ancestors: frozenset[str]) -> Iterable[Loss]:
    """Everything of an element that was not taken; elements of kinds that are not read, as a whole."""
    for key, one in graph.elements.items():
        kind = type_of(one)
        rest = rest_of(one)
        if kind in _TOLD and key not in ancestors:
            yield from left_over(rest, ref=key, field=kind)
        elif kind == "Annotation" and take_text(dict(rest), "statement"):
            yield Loss(ref=str(rest.get("subject", key)), field="Annotation.statement")
        elif kind in ("Relationship", "LifecycleScopedRelationship") and texts(rest.get("to")):
            yield Loss(ref=str(rest.get("from", key)), field=f"Relationship.{rest.get('relationshipType')}")
        elif kind not in _READ and kind not in _TOLD:
            yield Loss(ref=key, field=kind or "element")
