"""Packages and files of SPDX 2 to components and services of CycloneDX."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aibom.bom.hashes import to_hashes
from aibom.bom.licences import is_expression
from aibom.core import re
from aibom.exchange.losses import take, take_text
from aibom.exchange.spdx2_references import references_of
from aibom.exchange.spdx2_write import ALGORITHMS, CARRIED_OF_SERVICES, NOT_SAID, PURPOSES
from aibom.exchange.spdx_licences import NOTHING, LicenceTexts, choices, known_expression

_TYPES = {purpose: type_ for type_, purpose in PURPOSES.items()}
_ALGORITHMS = {theirs: ours for ours, theirs in ALGORITHMS.items()}
PARTY = re.compile(r"(Person|Organization|Tool): ?(.+?)(?: \(([^()]*)\))?", re.DOTALL)
_KEPT = ("scope", "properties", "mime-type")


class PackageReader:
    """Turns the elements of one document; `warnings` collects what was odd."""

    def __init__(self, spec_version: str, texts: LicenceTexts) -> None:
        self.spec_version = spec_version
        self.texts = texts
        self.known = dict(texts.texts)
        self.warnings: list[str] = []

    def package(self, raw: dict[str, Any], ref: str, carried: Mapping[str, Any]) -> dict[str, Any]:
        """The component or service of a package; what it takes is gone from `raw`."""
        purpose = take_text(raw, "primaryPackagePurpose").replace("-", "_")
        type_ = carried.get("type") if isinstance(carried.get("type"), str) else _TYPES.get(purpose, "library")
        component: dict[str, Any] = {"type": type_, "bom-ref": ref}
        component |= self._naming(raw, carried)
        component |= self._parties(raw, type_ == "service")
        component["description"] = _joined(take_text(raw, "summary"), take_text(raw, "description"))
        component["hashes"] = _hashes(raw)
        component["licenses"] = self._licences(raw, carried)
        component["copyright"] = said(take_text(raw, "copyrightText"))
        component |= references_of(raw, service=type_ == "service", spec_version=self.spec_version)
        if release := take_text(raw, "releaseDate"):
            component["releaseNotes"] = {"type": "release", "timestamp": release}
        component |= {key: value for key, value in carried.items() if key in _KEPT}
        if self.spec_version >= "1.6" and "tags" in carried:
            component["tags"] = carried["tags"]
        if type_ != "service":
            return _filled(component)
        return _service(component | {key: carried[key] for key in CARRIED_OF_SERVICES if key in carried})

    def _naming(self, raw: dict[str, Any], carried: Mapping[str, Any]) -> dict[str, Any]:
        name, group = take_text(raw, "name"), carried.get("group")
        take(raw, "filesAnalyzed")
        if isinstance(group, str) and name.startswith(f"{group}/"):
            return {"group": group, "name": name.removeprefix(f"{group}/"), "version": take_text(raw, "versionInfo")}
        return {"name": name or "unnamed", "version": take_text(raw, "versionInfo")}

    def _parties(self, raw: dict[str, Any], service: bool) -> dict[str, Any]:
        found: dict[str, Any] = {}
        supplier, originator = _party(raw, "supplier"), _party(raw, "originator")
        if supplier:
            found["provider" if service else "supplier"] = entity(*supplier[1:])
        if originator and originator[0] == "Person":
            modern = self.spec_version >= "1.6"
            found |= {"authors": [contact(*originator[1:])]} if modern else {"author": originator[1]}
        elif originator:
            found |= (
                {"manufacturer": entity(*originator[1:])}
                if self.spec_version >= "1.6"
                else {"publisher": originator[1]}
            )
        return found

    def _licences(self, raw: dict[str, Any], carried: Mapping[str, Any]) -> list[dict[str, Any]]:
        declared, concluded = take_text(raw, "licenseDeclared"), take_text(raw, "licenseConcluded")
        take(raw, "licenseInfoFromFiles")
        listed = carried.get("licenses")
        if isinstance(listed, list) and carried.get("licenseDeclared") == (declared or NOT_SAID):
            return [one for one in listed if isinstance(one, dict)]
        stated = [self._expression(text) for text in (declared, concluded)]
        found = choices(stated[0], stated[1], self.texts.texts, self.spec_version)
        if all(stated) and stated[0] != stated[1] and len(found) == 1:
            raw["licenseConcluded"] = concluded  # there was room for one only
        return found

    def _expression(self, text: str) -> str:
        if text in NOTHING or is_expression(text):
            return "" if text in NOTHING else text
        before = set(self.texts.texts)
        known = known_expression(text, self.texts)
        for ref in sorted(set(self.texts.texts) - before):
            name = self.texts.texts[ref][0]
            self.warnings.append(f"'{name[:100]}' is no licence of the SPDX list known here; it is kept by name.")
        return known

    def file(self, raw: dict[str, Any], ref: str, carried: Mapping[str, Any]) -> dict[str, Any]:
        """The component of a file."""
        component: dict[str, Any] = {"type": "file", "bom-ref": ref}
        component["name"] = take_text(raw, "fileName").removeprefix("./") or "unnamed"
        component["hashes"] = _hashes(raw)
        raw["licenseDeclared"] = NOT_SAID
        take(raw, "licenseInfoInFiles")
        component["licenses"] = self._licences(raw, carried)
        component["copyright"] = said(take_text(raw, "copyrightText"))
        component |= {key: value for key, value in carried.items() if key in _KEPT}
        return _filled(component)


def _party(raw: dict[str, Any], field: str) -> tuple[str, str, str | None] | None:
    text = take_text(raw, field)
    match = PARTY.fullmatch(text)
    if match is None:
        if text and text != NOT_SAID:
            raw[field] = text
        return None
    return match[1], match[2], match[3]


def entity(name: str, email: str | None) -> dict[str, Any]:
    return {"name": name} | ({"contact": [{"email": email}]} if email else {})


def contact(name: str, email: str | None) -> dict[str, Any]:
    return {"name": name} | ({"email": email} if email else {})


def _hashes(raw: dict[str, Any]) -> list[dict[str, str]]:
    found, left = [], []
    listed = take(raw, "checksums")
    for one in listed if isinstance(listed, list) else ():
        algorithm = _ALGORITHMS.get(str(one.get("algorithm"))) if isinstance(one, dict) else None
        hashes = to_hashes([f"{algorithm}:{one['checksumValue']}"]) if algorithm and "checksumValue" in one else []
        found += hashes
        left += [] if hashes else [one]
    raw["checksums"] = left
    return found


def said(text: str) -> str:
    return "" if text in NOTHING else text


def _joined(summary: str, description: str) -> str:
    return "\n\n".join(text for text in (summary, description) if text)


def _filled(component: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in component.items() if value not in ("", [], None)}


def _service(component: dict[str, Any]) -> dict[str, Any]:
    """Without what a service cannot say; hashes and the like do not come from this tool."""
    kept = ("bom-ref", "provider", "group", "name", "version", "description", "endpoints", "licenses")
    more = ("externalReferences", "properties", "tags", *CARRIED_OF_SERVICES)
    return _filled({key: component[key] for key in (*kept, *more) if key in component})
