"""One component or service of a CycloneDX document as an SPDX 3.0.1 element."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aibom.bom.properties import compact
from aibom.exchange.elements import Element
from aibom.exchange.losses import take, take_text
from aibom.exchange.spdx3_cards import add_dataset, add_model_card
from aibom.exchange.spdx3_maker import Maker, give, is_iri
from aibom.exchange.spdx3_words import CARRIED, CARRIED_FIELDS, CARRIED_OF_SERVICES, HASHES, PURPOSES, REFERENCES


def artifact(maker: Maker, element: Element) -> Any:
    """The element of a component or service, put into the document; what it takes is gone from `element.raw`."""
    raw = element.raw
    carried = _carried(maker, element)
    type_ = "service" if element.is_service else take_text(raw, "type")
    made, profile = _class(maker, type_, raw)
    made.spdxId, made.creationInfo = maker.iri(element.ref), maker.info
    group, name = str(carried.get("group") or ""), take_text(raw, "name")
    element.raw_name = f"{group}/{name}" if group else name
    made.name = element.raw_name or "unnamed"
    give(made, description=take_text(raw, "description"))
    stated = take(raw, "properties") if isinstance(raw.get("properties"), list) else []
    kept = [{"name": CARRIED, "value": compact(carried)}] if carried else []
    made.extension = maker.properties([*stated, *kept])
    give(made, software_copyrightText=take_text(raw, "copyright"))
    made.software_primaryPurpose = getattr(maker.model.software_SoftwarePurpose, PURPOSES.get(type_, "other"))
    _add_parties(maker, made, raw)
    _add_hashes(maker, made, raw)
    _add_package(made, raw)
    _add_identifiers(maker, made, raw)
    _add_references(maker, made, raw)
    if release := _moment(take_text(raw, "releaseNotes", "timestamp")):
        made.releaseTime = release
    take_text(raw, "releaseNotes", "type") if release else None
    if profile == "AI":
        add_model_card(maker, made, raw)
    elif profile == "Dataset":
        add_dataset(maker, made, raw)
    if evidence := take(raw, "evidence"):
        maker.annotate(made.spdxId, "evidence", evidence)
    return maker.add(made, profile)


def _carried(maker: Maker, element: Element) -> dict[str, Any]:
    """What SPDX has no property for and what tells things apart, to stand beside the CycloneDX properties."""
    raw = element.raw
    fields = (*CARRIED_FIELDS, *(CARRIED_OF_SERVICES if element.is_service else ()))
    carried = {name: value for name in fields if (value := take(raw, name)) is not None}
    type_ = raw.get("type")
    if element.is_service or not isinstance(type_, str) or type_ not in PURPOSES:
        carried["type"] = "service" if element.is_service else type_
    if take(raw, "bom-ref") and maker.ids[element.ref] != element.ref:
        carried["bom-ref"] = element.ref
    licences = raw.get("licenses")
    if isinstance(licences, list) and len(licences) > 1:
        carried["licenses"] = licences
    return carried


def _class(maker: Maker, type_: str, raw: dict[str, Any]) -> tuple[Any, str]:
    if type_ == "machine-learning-model":
        return maker.model.ai_AIPackage(), "AI"
    if type_ == "data" and _is_dataset(raw):
        return maker.model.dataset_DatasetPackage(), "Dataset"
    return maker.model.software_Package(), ""


def _is_dataset(raw: dict[str, Any]) -> bool:
    """Whether a component of type data is a data set; a prompt or a configuration is none."""
    parts = raw.get("data")
    types = [one.get("type") for one in parts if isinstance(one, dict)] if isinstance(parts, list) else []
    return not types or "dataset" in types


def _moment(text: str) -> datetime | None:
    try:
        stated = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (stated if stated.tzinfo else stated.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def _add_parties(maker: Maker, made: Any, raw: dict[str, Any]) -> None:
    for name in ("supplier", "provider"):
        if agent := maker.agent("Organization", raw.get(name)):
            made.suppliedBy = agent
    makers = [maker.agent("Organization", raw.get("manufacturer"))]
    authors = raw.get("authors")
    makers += [maker.agent("Person", one) for one in authors] if isinstance(authors, list) else []
    makers += [maker.named_agent("Agent", text) for name in ("author", "publisher") if (text := take_text(raw, name))]
    made.originatedBy = sorted({one for one in makers if one})


def _add_hashes(maker: Maker, made: Any, raw: dict[str, Any]) -> None:
    hashes = []
    for one in raw.get("hashes") or () if isinstance(raw.get("hashes"), list) else ():
        name = HASHES.get(str(one.get("alg"))) if isinstance(one, dict) else None
        if name and isinstance(one.get("content"), str):
            algorithm = getattr(maker.model.HashAlgorithm, name)
            hashes.append(maker.model.Hash(algorithm=algorithm, hashValue=one.pop("content").lower()))
            del one["alg"]
    made.verifiedUsing = hashes


def _add_package(made: Any, raw: dict[str, Any]) -> None:
    give(made, software_packageVersion=take_text(raw, "version"))
    purl = raw.get("purl")
    if isinstance(purl, str) and is_iri(purl):
        made.software_packageUrl = raw.pop("purl")


def _add_identifiers(maker: Maker, made: Any, raw: dict[str, Any]) -> None:
    model = maker.model
    found = []
    for name, type_ in (("cpe", ""), ("swhid", "swhid"), ("omniborId", "gitoid")):
        value = take(raw, name)
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and text:
                word = type_ or ("cpe23" if text.startswith("cpe:2.3:") else "cpe22")
                kind = getattr(model.ExternalIdentifierType, word)
                found.append(model.ExternalIdentifier(externalIdentifierType=kind, identifier=text))
    if isinstance(raw.get("swid"), dict) and (tag := take_text(raw, "swid", "tagId")):
        found.append(model.ExternalIdentifier(externalIdentifierType=model.ExternalIdentifierType.swid, identifier=tag))
    made.externalIdentifier = found


def _add_references(maker: Maker, made: Any, raw: dict[str, Any]) -> None:
    """Home page and download location in their properties, everything else as external references."""
    model = maker.model
    found = []
    for one in raw.get("externalReferences") or () if isinstance(raw.get("externalReferences"), list) else ():
        url, type_ = take_text(one, "url"), take_text(one, "type")
        if not url:
            continue
        if type_ == "website" and not made.software_homePage and is_iri(url):
            made.software_homePage = url
        elif type_ == "distribution" and not made.software_downloadLocation and is_iri(url):
            made.software_downloadLocation = url
        else:
            found.append(_reference(model, type_, url, take_text(one, "comment")))
    endpoints = take(raw, "endpoints")
    for url in endpoints if isinstance(endpoints, list) else ():
        if isinstance(url, str):
            found.append(_reference(model, "", url, "endpoint"))
    made.externalRef = found


def _reference(model: Any, type_: str, url: str, comment: str) -> Any:
    word = REFERENCES.get(type_, "other")
    said = comment or (type_ if word == "other" else "")
    made = model.ExternalRef(externalRefType=getattr(model.ExternalRefType, word), locator=[url])
    if said:
        made.comment = said
    return made
