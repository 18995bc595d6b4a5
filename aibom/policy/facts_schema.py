"""schemas/facts.schema.json: the facts that rules see, with type, meaning, and where each stands in CycloneDX.

It is made of the vocabulary; FIELDS adds the standard field of each fact that has one. Every other fact stands in
a property `aibom:<name>`, so that a BOM of another tool tells it only if that tool writes the property.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aibom.model.vocabulary import BOM_FACTS, FACTS, IDENTITY_FACTS, Fact, FactType
from aibom.policy.paths import APPROVAL_FACTS, EXCEPTION_FACTS, VEX_FACTS, closed_values

_CARD = "components[].modelCard (1.5+): "
FIELDS: Mapping[str, str] = {
    "kind": "property aibom:kind; else of type, modelCard, purl type, data[].type, services[]",
    "name": "name, joined with group",
    "version": "version",
    "purl": "purl (1.0+); for services a property",
    "ref": "bom-ref (1.1+)",
    "source": "property aibom:source; else of purl, or a reference to a hub's page",
    "provider": "supplier.name, provider.name (services), manufacturer.name, publisher, author",
    "licences": "licenses[]: expression, license.id, license.name",
    "description": "description",
    "hashes": "hashes[]",
    "task": _CARD + "modelParameters.task",
    "architecture": _CARD + "modelParameters.architectureFamily, modelArchitecture",
    "base_model": "components[].pedigree.ancestors[].name",
    "quantisation": "property cdx:ai-ml:model:quantization",
    "card.use_cases": _CARD + "considerations.useCases",
    "card.users": _CARD + "considerations.users",
    "card.limitations": _CARD + "considerations.technicalLimitations",
    "card.ethics": _CARD + "considerations.ethicalConsiderations[].name",
    "card.fairness": _CARD + "considerations.fairnessAssessments[].groupAtRisk",
    "card.metrics": _CARD + "quantitativeAnalysis.performanceMetrics[].type",
    "card.datasets": _CARD + "modelParameters.datasets[].name or ref",
    "card.approach": _CARD + "modelParameters.approach.type",
    "card.inputs": _CARD + "modelParameters.inputs[].format",
    "card.outputs": _CARD + "modelParameters.outputs[].format",
    "card.energy": "components[].modelCard (1.6+): considerations.environmentalConsiderations.energyConsumptions",
    "sensitivity": "components[].data[].classification",
    "owner": "components[].data[].governance.owners[] for data; else a property",
    "endpoints": "services[].endpoints; else a property",
    "authenticated": "services[].authenticated; else a property",
    "data_flows": "services[].data[].classification",
    "uses": "repeated property aibom:use, JSON",
    "evidence": "evidence.occurrences[] (1.5+, symbol 1.6+); properties aibom:evidence:location for services",
    "vulnerabilities": "vulnerabilities[] (1.4+) that affect the component; else found by `check --vulns` or --vex",
}
BOM_FIELDS: Mapping[str, str] = {
    "spec_version": "specVersion",
    "serial_number": "serialNumber",
    "timestamp": "metadata.timestamp",
    "lifecycles": "metadata.lifecycles[].phase or name (1.5+)",
    "tools": "metadata.tools (array until 1.4, components and services since 1.5)",
    "authors": "metadata.authors[].name",
    "supplier": "metadata.supplier.name",
    "manufacturer": "metadata.manufacturer.name (1.6+), metadata.manufacture.name",
    "licences": "metadata.licenses[]",
    "signed": "signature",
    "root": "metadata.component.name",
    "components": "components[], services[], counted",
    "audit.database_date": "property aibom:audit:database_date of metadata; else of `check --vulns`",
    "audit.stale": "property aibom:audit:stale of metadata; else of `check --vulns`",
    "audit.failure": "property aibom:audit:failure of metadata; else of `check --vulns`",
    "warnings": "the reader of the document: keys given twice, parts of a wrong type, repeated bom-refs, ...",
    **{
        fact.name: f"`aibom score --profile {fact.name.removeprefix('score.')}`, when a rule asks for it"
        for fact in BOM_FACTS
        if fact.name.startswith("score.")
    },
    "incomplete": "compositions[].aggregate that begins with incomplete, for assemblies",
    "unknowns": "repeated property aibom:unknown of metadata, JSON",
}
_TYPES: Mapping[FactType, dict[str, Any]] = {
    FactType.STRING: {"type": "string"},
    FactType.NUMBER: {"type": "number"},
    FactType.BOOLEAN: {"type": "boolean"},
    FactType.DATE: {"type": "string", "format": "date"},
    FactType.STRINGS: {"type": "array", "items": {"type": "string"}},
    FactType.OBJECTS: {"type": "array"},
}


def facts_schema() -> bytes:
    """The file's bytes. The schema describes one component, the document, one exception, and one statement of VEX."""
    parts = {
        "component": ((*IDENTITY_FACTS, *FACTS, *APPROVAL_FACTS), FIELDS, "property aibom:{}"),
        "bom": (BOM_FACTS, BOM_FIELDS, "{}"),
        "exception": (EXCEPTION_FACTS, {}, "the exceptions file"),
        "vex": (VEX_FACTS, {}, "the VEX file"),
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "facts.schema.json",
        "title": "Facts that aibom policy rules see",
        "description": "A missing fact is no key, an explicit null is null, an unreadable value is an object "
        'with "unresolved". x-from says where the fact stands in CycloneDX 1.4 to 1.7.',
        "$defs": {
            name: {
                "type": "object",
                "properties": {fact.name: _property(fact, fields, other) for fact in facts},
                "additionalProperties": False,
            }
            for name, (facts, fields, other) in parts.items()
        },
        "$ref": "#/$defs/component",
    }
    return json.dumps(schema, indent=1).encode() + b"\n"


def _property(fact: Fact, fields: Mapping[str, str], other: str) -> dict[str, Any]:
    value = dict(_TYPES[fact.type])
    if fact.members:
        value["items"] = {
            "type": "object",
            "properties": {
                name: {"type": "object"} if kind is FactType.OBJECTS else dict(_TYPES[kind])
                for name, kind in fact.members
            },
        }
    values = closed_values(fact.name)
    if values:
        value["enum"] = sorted(values)
    origin = "the approvals file" if fact.name.startswith("approval.") else other.format(fact.name)
    found: dict[str, Any] = {
        "description": fact.meaning,
        "anyOf": [value, {"type": "null"}, {"type": "object", "required": ["unresolved"]}],
        "x-from": fields.get(fact.name, origin),
    }
    if fact.kinds:
        found["x-kinds"] = [str(kind) for kind in fact.kinds]
    return found
