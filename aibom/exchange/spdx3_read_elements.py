"""One package or file of SPDX 3 as a CycloneDX component or service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aibom.bom.hashes import to_hashes
from aibom.exchange.losses import take_text
from aibom.exchange.spdx2_packages import contact, entity
from aibom.exchange.spdx3_graph import Graph, objects, take_properties, texts, type_of
from aibom.exchange.spdx3_read_cards import take_data, take_model_card
from aibom.exchange.spdx3_words import CARRIED_FIELDS, CARRIED_OF_SERVICES, HASHES, PURPOSES, REFERENCES, TERMS
from aibom.exchange.spdx_licences import NOTHING

COMPONENTS = ("software_Package", "software_File", "ai_AIPackage", "dataset_DatasetPackage")
_BY_CLASS = {"ai_AIPackage": "machine-learning-model", "dataset_DatasetPackage": "data", "software_File": "file"}
_BY_PURPOSE = {theirs: ours for ours, theirs in PURPOSES.items()} | {
    "executable": "application",
    "install": "application",
    "operatingSystem": "operating-system",
}
_ALGORITHMS = {theirs: ours for ours, theirs in HASHES.items()}
_BY_REFERENCE = {theirs: ours for ours, theirs in REFERENCES.items()}
_ENDPOINT = "endpoint"
_SERVICE = (
    "bom-ref provider group name version description endpoints licenses externalReferences properties tags".split()
)


class ElementReader:
    """Makes components of one graph; `annotated` is what annotations say of each element, by its identifier."""

    def __init__(self, graph: Graph, annotated: Mapping[str, dict[str, Any]]) -> None:
        self.graph, self.annotated = graph, annotated

    def component(self, key: str, raw: dict[str, Any], ref: str, carried: Mapping[str, Any]) -> dict[str, Any]:
        """The component or service of an element; what it takes is gone from `raw`."""
        class_, annotated = type_of(raw), dict(self.annotated.get(key, {}))
        purpose = take_text(raw, "software_primaryPurpose")
        stated = carried.get("type")
        type_ = stated if isinstance(stated, str) else _BY_CLASS.get(class_) or _BY_PURPOSE.get(purpose, "library")
        properties, _ = take_properties(raw)
        component: dict[str, Any] = {"type": type_, "bom-ref": ref} | _naming(raw, carried)
        data = take_data(self.graph, raw, component["name"]) if class_ == "dataset_DatasetPackage" else None
        component |= self._parties(raw, is_service=type_ == "service")
        component["description"] = "\n\n".join(
            text for text in (take_text(raw, "summary"), take_text(raw, "description")) if text
        )
        component["hashes"] = _hashes(raw)
        component["copyright"] = _said(take_text(raw, "software_copyrightText"))
        component |= self._identifiers(raw) | _references(raw, data, is_service=type_ == "service")
        if release := take_text(raw, "releaseTime"):
            component["releaseNotes"] = {"type": "release", "timestamp": release}
        if evidence := annotated.pop("evidence", None):
            component["evidence"] = evidence
        if class_ == "ai_AIPackage":
            component["modelCard"] = take_model_card(raw, properties, annotated)
        if data:
            component["data"] = [data]
        component["properties"] = properties
        fields = (*CARRIED_FIELDS, *(CARRIED_OF_SERVICES if type_ == "service" else ()))
        component |= {name: carried[name] for name in fields if name in carried}
        kept = (*_SERVICE, *CARRIED_OF_SERVICES) if type_ == "service" else tuple(component)
        return {name: component[name] for name in kept if component.get(name) not in ("", [], None, {})}

    def _parties(self, raw: dict[str, Any], *, is_service: bool) -> dict[str, Any]:
        found: dict[str, Any] = {}
        supplier = raw.pop("suppliedBy", None)
        if isinstance(supplier, str) and self.graph.name(supplier):
            found["provider" if is_service else "supplier"] = entity(*self._who(supplier))
        for key in texts(raw.pop("originatedBy", None)):
            if not self.graph.name(key):
                continue
            kind = type_of(self.graph.elements[key])
            if kind == "Person":
                found.setdefault("authors", []).append(contact(*self._who(key)))
            elif kind == "Organization":
                found["manufacturer"] = entity(*self._who(key))
            else:
                found["author" if kind == "Person" else "publisher"] = self.graph.name(key)
        return found

    def _who(self, key: str) -> tuple[str, str | None]:
        """Name and address of an agent."""
        identifiers = objects(self.graph.elements[key].get("externalIdentifier"))
        mails = [one.get("identifier") for one in identifiers if one.get("externalIdentifierType") == "email"]
        return self.graph.name(key), next((one for one in mails if isinstance(one, str)), None)

    def _identifiers(self, raw: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if purl := take_text(raw, "software_packageUrl"):
            found["purl"] = purl
        left = []
        for one in objects(raw.pop("externalIdentifier", None)):
            kind, text = one.get("externalIdentifierType"), one.get("identifier")
            field = {"cpe22": "cpe", "cpe23": "cpe", "packageUrl": "purl"}.get(str(kind))
            many = {"swhid": "swhid", "gitoid": "omniborId"}.get(str(kind))
            if not isinstance(text, str) or (field and found.setdefault(field, text) != text):
                left.append(one)
            elif many:
                found.setdefault(many, []).append(text)
            elif not field:
                left.append(one)
        if left:
            raw["externalIdentifier"] = left
        return found


def _naming(raw: dict[str, Any], carried: Mapping[str, Any]) -> dict[str, Any]:
    name, group = take_text(raw, "name"), carried.get("group")
    if isinstance(group, str) and name.startswith(f"{group}/"):
        name = name.removeprefix(f"{group}/")
    return {"name": name or "unnamed", "version": _said(take_text(raw, "software_packageVersion"))}


def _said(text: str) -> str:
    return "" if text in NOTHING else text


def _hashes(raw: dict[str, Any]) -> list[dict[str, str]]:
    found, left = [], []
    for one in objects(raw.pop("verifiedUsing", None)):
        algorithm = _ALGORITHMS.get(str(one.get("algorithm")))
        hashes = to_hashes([f"{algorithm}:{one.get('hashValue')}"]) if algorithm else []
        found += hashes
        left += [] if hashes else [one]
    if left:
        raw["verifiedUsing"] = left
    return found


def _references(raw: dict[str, Any], data: dict[str, Any] | None, *, is_service: bool) -> dict[str, Any]:
    listed: list[dict[str, str]] = []
    endpoints: list[str] = []
    for one in objects(raw.pop("externalRef", None)):
        word, comment = str(one.get("externalRefType") or "other"), take_text(one, "comment")
        for url in texts(one.get("locator")):
            if is_service and comment == _ENDPOINT and word == "other":
                endpoints.append(url)
                continue
            told = word == "other" and bool(comment) and " " not in comment
            type_ = comment if told and comment in _TYPES else _BY_REFERENCE.get(word, "other")
            listed.append({"type": type_, "url": url} | ({"comment": comment} if comment and type_ != comment else {}))
    if home := take_text(raw, "software_homePage"):
        listed.append({"type": "website", "url": home})
    location = take_text(raw, "software_downloadLocation")
    if location and not location.startswith(TERMS):
        if data is not None:
            data["contents"] = {"url": location}
        else:
            listed.append({"type": "distribution", "url": location})
    return {"externalReferences": listed, "endpoints": endpoints}


# Types of CycloneDX references for which SPDX has no word, so that writing puts them into the comment.
_TYPES = frozenset(
    "bom model-card log configuration evidence formulation attestation maturity-report codified-infrastructure poam"
    " security-contact distribution-intake electronic-signature digital-signature rfc-9116".split()
)
