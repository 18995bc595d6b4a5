"""CycloneDX to SPDX 3.0.1 as JSON-LD, with the Core, Software, AI, Dataset and SimpleLicensing profiles.

The objects are those of spdx-python-model (extra `spdx3`), which refuses what the model does not allow. What a profile
demands and the BOM does not know is stated as unknown where SPDX has a way to say so. It has none for dates: where a
release or build time is missing, that profile is not claimed, and a note says for which elements.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from aibom.core import re
from aibom.core.errors import UsageError
from aibom.exchange.elements import Element, dependencies_of, elements_of
from aibom.exchange.losses import in_order, left_over, take, take_text
from aibom.exchange.spdx3_elements import artifact
from aibom.exchange.spdx3_maker import Maker
from aibom.exchange.spdx3_relations import add_licences, add_relations
from aibom.exchange.spdx3_security import add_vulnerabilities
from aibom.exchange.spdx3_words import NO_ELEMENT, PHASES
from aibom.exchange.spdx_ids import Names, fit
from aibom.exchange.spdx_licences import LicenceTexts

_UUID = re.compile(r"urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class _Unmet:
    """What a profile demands and the BOM cannot tell: profile -> property -> names of elements."""

    missing: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def notes(self) -> tuple[str, ...]:
        return tuple(
            f"The {profile} profile is not claimed, for it demands {prop}, which the BOM does not give for "
            f"{len(names)} elements ({', '.join(names[:3])}{', ...' if len(names) > 3 else ''})."
            for profile, properties in sorted(self.missing.items())
            for prop, names in sorted(properties.items())
        )


def to_spdx3(
    document: Mapping[str, Any], *, moment: datetime, tool_version: str, called: str = "The BOM"
) -> dict[str, Any]:
    """`data`, `losses` and `notes` of the SPDX 3.0.1 form of a CycloneDX document.

    Raises UsageError when spdx-python-model is not installed, or a bom-ref stands there twice.
    """
    try:
        from spdx_python_model.bindings import v3_0_1 as model
    except ImportError:
        raise UsageError("SPDX 3 needs the package spdx-python-model: pip install 'aibom[spdx3]'.") from None
    rest, elements = elements_of(document, called=called)
    names = Names({"document", "sbom"})
    ids = {element.ref: names.of(element.ref) for element in elements}
    maker = Maker(model=model, base=_base(document, rest, elements), ids=ids, names=names)
    maker.start(_created(rest, moment), _agents(maker, rest), tool_version)
    for tool in _tools(rest):
        maker.tool(tool)
    unmet = _Unmet()
    texts = LicenceTexts()
    for element in elements:
        made = artifact(maker, element)
        add_licences(maker, element, made, texts)
        _check_minimum(maker, element, made, unmet)
    add_relations(maker, rest, elements, dependencies_of(rest))
    add_vulnerabilities(maker, rest, ids)
    _collections(maker, rest, elements, unmet)
    losses = [
        loss
        for element in elements
        for loss in left_over(element.raw, ref=element.ref, field="service" if element.is_service else "component")
    ]
    graph = model.JSONLDSerializer().serialize_data(maker.objects, force_at_graph=True)
    graph["@graph"].sort(key=lambda one: (one["type"] != "CreationInfo", one.get("spdxId", "")))
    data = orjson.dumps(graph, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return {"data": data, "losses": tuple(in_order([*losses, *left_over(rest)])), "notes": unmet.notes()}


def _base(document: Mapping[str, Any], rest: dict[str, Any], elements: list[Element]) -> str:
    """The namespace of the elements: the BOM's serial number, or a name made of its content."""
    for name in ("bomFormat", "specVersion", "$schema", "version"):
        take(rest, name)
    match = _UUID.fullmatch(take_text(rest, "serialNumber"))
    if match:
        number = match[1].lower()
    else:
        content = json.dumps(document, sort_keys=True, default=str).encode()
        number = str(uuid.uuid5(uuid.NAMESPACE_URL, hashlib.sha256(content).hexdigest()))
    root = next((str(one.raw.get("name")) for one in elements if one.is_root), "bom")
    return f"https://spdx.org/spdxdocs/{fit(root)}-{number}#"


def _created(rest: dict[str, Any], moment: datetime) -> datetime:
    try:
        stated = datetime.fromisoformat(take_text(rest, "metadata", "timestamp"))
    except ValueError:
        stated = moment
    return (stated if stated.tzinfo else stated.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def _agents(maker: Maker, rest: dict[str, Any]) -> list[str]:
    """Who made the BOM: its authors, manufacturer and supplier."""
    metadata = rest.get("metadata") if isinstance(rest.get("metadata"), dict) else {}
    authors = metadata.get("authors") if metadata else None
    people = [maker.agent("Person", one) for one in authors] if isinstance(authors, list) else []
    bodies = [maker.agent("Organization", (metadata or {}).get(f)) for f in ("manufacturer", "manufacture", "supplier")]
    return sorted({one for one in (*people, *bodies) if one})


def _tools(rest: dict[str, Any]) -> list[Any]:
    tools = rest["metadata"].get("tools") if isinstance(rest.get("metadata"), dict) else None
    if isinstance(tools, dict):
        return [
            one for part in (tools.get("components"), tools.get("services")) if isinstance(part, list) for one in part
        ]
    return tools if isinstance(tools, list) else []


def _check_minimum(maker: Maker, element: Element, made: Any, unmet: _Unmet) -> None:
    """State as unknown what AIPackage and DatasetPackage demand and the BOM does not tell; note what cannot be."""
    kinds = {"ai_AIPackage": "AI", "dataset_DatasetPackage": "Dataset"}
    profile = kinds.get(type(made).__name__)
    if profile is None:
        return
    if profile == "AI":
        made.suppliedBy = made.suppliedBy or maker.unknown_agent()
        made.software_packageVersion = made.software_packageVersion or "NOASSERTION"
    elif not made.originatedBy:
        made.originatedBy = [maker.unknown_agent()]
    made.software_downloadLocation = made.software_downloadLocation or NO_ELEMENT
    for name in ("releaseTime", *(("builtTime",) if profile == "Dataset" else ())):
        if getattr(made, name) is None:
            unmet.missing.setdefault(profile, {}).setdefault(name, []).append(str(made.name))


def _collections(maker: Maker, rest: dict[str, Any], elements: list[Element], unmet: _Unmet) -> None:
    """The Sbom with its root, and the document that holds it."""
    model = maker.model
    roots = [maker.iri(one.ref) for one in elements if one.is_root]
    roots = roots or [maker.iri(one.ref) for one in elements if not one.parent] or [maker.base + "document"]
    everything = sorted(one.spdxId for one in maker.objects.objects if getattr(one, "spdxId", None))
    phases = take(rest, "metadata", "lifecycles")
    listed = phases if isinstance(phases, list) else ()
    types = {PHASES[name] for one in listed if isinstance(one, dict) and (name := str(one.get("phase"))) in PHASES}
    sbom = model.software_Sbom(
        spdxId=maker.base + "sbom",
        creationInfo=maker.info,
        rootElement=roots,
        element=everything or roots,
        software_sbomType=[getattr(model.software_SbomType, name) for name in sorted(types)],
    )
    # The Extension profile is used and not named: the published JSON-LD context turns that word into another term,
    # and the model's own shapes then refuse it.
    profiles = ["core", "software", "simpleLicensing"]
    claimed = ("AI", "Dataset", "Security")
    profiles += [name.lower() for name in claimed if name not in unmet.missing and maker.made(name)]
    document = model.SpdxDocument(
        spdxId=maker.base + "document",
        creationInfo=maker.info,
        name=next((str(one.raw_name) for one in elements if one.is_root), "bom"),
        rootElement=[sbom.spdxId],
        element=[*everything, sbom.spdxId],
        dataLicense=maker.licence("CC0-1.0"),
        profileConformance=[getattr(model.ProfileIdentifierType, name) for name in profiles],
    )
    document.extension = maker.properties(take(rest, "metadata", "properties"))
    document.element = sorted({*document.element, document.dataLicense})
    maker.objects.add(sbom)
    maker.objects.add(document)
