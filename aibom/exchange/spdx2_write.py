"""CycloneDX to SPDX 2.3 (ISO/IEC 5962 lineage), as the dict of its JSON form.

Every component and service becomes a package. What SPDX 2.3 has no field for but what names a thing to its readers
(type, scope, group, properties) is carried in an annotation that begins with `CycloneDX: `, which reading takes up
again; everything else is told as lost.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from aibom.bom.properties import RELATION_PREFIX
from aibom.core import re
from aibom.core.clock import timestamp
from aibom.exchange.elements import Element, dependencies_of, elements_of
from aibom.exchange.losses import Loss, in_order, left_over, put_back, take, take_text
from aibom.exchange.spdx_ids import Names, fit
from aibom.exchange.spdx_licences import LicenceTexts, take_expressions
from aibom.exchange.vulnerability_refs import take_vulnerabilities

CARRIED = "CycloneDX: "
NOT_SAID = "NOASSERTION"
DOCUMENT_ID = "SPDXRef-DOCUMENT"
PURPOSES = {
    "application": "APPLICATION",
    "framework": "FRAMEWORK",
    "library": "LIBRARY",
    "container": "CONTAINER",
    "operating-system": "OPERATING_SYSTEM",
    "device": "DEVICE",
    "firmware": "FIRMWARE",
    "file": "FILE",
}
ALGORITHMS = {
    "MD5": "MD5",
    "SHA-1": "SHA1",
    "SHA-256": "SHA256",
    "SHA-384": "SHA384",
    "SHA-512": "SHA512",
    "SHA3-256": "SHA3-256",
    "SHA3-384": "SHA3-384",
    "SHA3-512": "SHA3-512",
    "BLAKE2b-256": "BLAKE2b-256",
    "BLAKE2b-384": "BLAKE2b-384",
    "BLAKE2b-512": "BLAKE2b-512",
    "BLAKE3": "BLAKE3",
}
CARRIED_OF_SERVICES = ("authenticated", "x-trust-boundary", "trustZone", "data")
_CARRIED_FIELDS = ("type", "scope", "properties", "mime-type", "tags")
_CARRIED_DOCUMENT = ("properties", "lifecycles")
_UUID = re.compile(r"urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
_SPACE = re.compile(r"\s")
_URL = re.compile(r"(?:https?|ftp|git\+https?|git|ssh|git\+ssh)://[^\s]{1,2000}", re.IGNORECASE)


def to_spdx2(
    document: Mapping[str, Any], *, moment: datetime, tool_version: str, called: str = "The BOM"
) -> tuple[dict[str, Any], list[Loss]]:
    """The SPDX 2.3 document of a CycloneDX document, and what it could not hold.

    `moment` is the time of creation where the BOM tells none. Raises UsageError for duplicate bom-refs.
    """
    rest, elements = elements_of(document, called=called)
    names = Names({"DOCUMENT"})
    ids = {element.ref: "SPDXRef-" + names.of(element.ref) for element in elements}
    texts = LicenceTexts()
    created = _created(rest, moment)
    tool = f"Tool: aibom-{tool_version}"
    head = _head(document, rest, elements, created, tool)
    packages = [_package(element, ids, texts, created, tool) for element in elements]
    _add_advisories(rest, elements, packages)
    result = head | {"packages": packages, "relationships": _relationships(rest, elements, ids)}
    if texts.texts:
        result["hasExtractedLicensingInfos"] = [_extracted(ref, texts) for ref in sorted(texts.texts)]
    losses = [loss for element in elements for loss in _lost(element)]
    return result, in_order([*losses, *left_over(rest)])


def _add_advisories(rest: dict[str, Any], elements: list[Element], packages: list[dict[str, Any]]) -> None:
    """Vulnerabilities as references of category SECURITY (annex K.1 of SPDX 2.3); there is no word for the rest."""
    by_ref = {element.ref: package for element, package in zip(elements, packages, strict=True)}
    for one in take_vulnerabilities(rest, by_ref):
        if one.state:
            take(one.raw, "analysis", "state")
        for ref in one.affects:
            advisory = _ref("SECURITY", "advisory", one.url)
            advisory["comment"] = f"{one.id}: {one.state}" if one.state else one.id
            by_ref[ref].setdefault("externalRefs", []).append(advisory)


def _lost(element: Element) -> list[Loss]:
    return left_over(element.raw, ref=element.ref, field="service" if element.is_service else "component")


def _created(rest: dict[str, Any], moment: datetime) -> str:
    """The time in the one form that SPDX takes: UTC, whole seconds, Z."""
    text = take_text(rest, "metadata", "timestamp")
    try:
        stated = datetime.fromisoformat(text)
    except ValueError:
        return timestamp(moment)
    from datetime import UTC

    return timestamp(stated.astimezone(UTC) if stated.tzinfo else stated)


def _head(
    document: Mapping[str, Any], rest: dict[str, Any], elements: list[Element], created: str, tool: str
) -> dict[str, Any]:
    root = next((one for one in elements if one.is_root), None)
    name = str(root.raw.get("name") or "") if root else ""
    for field in ("bomFormat", "specVersion", "$schema"):
        take(rest, field)
    carried = {field: value for field in _CARRIED_DOCUMENT if (value := take(rest, "metadata", field))}
    carried |= {field: value for field in ("version", "compositions") if (value := take(rest, field))}
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": DOCUMENT_ID,
        "name": name or "bom",
        "documentNamespace": _namespace(document, rest, name),
        "creationInfo": {"created": created, "creators": _creators(rest, tool)},
    } | ({"annotations": [_annotation(carried, created, tool)]} if carried else {})


def _namespace(document: Mapping[str, Any], rest: dict[str, Any], name: str) -> str:
    serial = take_text(rest, "serialNumber")
    match = _UUID.fullmatch(serial)
    if match is None:
        content = json.dumps(document, sort_keys=True, ensure_ascii=True, default=str).encode()
        number = str(uuid.uuid5(uuid.NAMESPACE_URL, hashlib.sha256(content).hexdigest()))
    else:
        number = match[1].lower()
    return f"https://spdx.org/spdxdocs/{fit(name or 'bom')}-{number}"


def _creators(rest: dict[str, Any], tool: str) -> list[str]:
    """Tools, people and organizations of the metadata, and this tool, which made the SPDX document."""
    creators = [tool]
    for one in _listed_tools(rest):
        name, version = take_text(one, "name"), take_text(one, "version")
        take_text(one, "type")
        if name and (said := f"Tool: {_line(name)}" + (f"-{_line(version)}" if version else "")) not in creators:
            creators.append(said)
    authors = (rest.get("metadata") or {}).get("authors") if isinstance(rest.get("metadata"), dict) else None
    creators += [text for one in authors or () if (text := _party("Person", one))] if isinstance(authors, list) else []
    for field in ("manufacturer", "manufacture", "supplier"):
        party = (rest.get("metadata") or {}).get(field) if isinstance(rest.get("metadata"), dict) else None
        if (text := _party("Organization", party)) and text not in creators:
            creators.append(text)
    return creators


def _listed_tools(rest: dict[str, Any]) -> Iterable[Any]:
    tools = rest["metadata"].get("tools") if isinstance(rest.get("metadata"), dict) else None
    if isinstance(tools, dict):
        parts = [tools.get("components"), tools.get("services")]
        return [one for part in parts if isinstance(part, list) for one in part]
    return tools if isinstance(tools, list) else ()


def _party(word: str, raw: Any) -> str:
    """`Organization: name (email)`; the email of an organization is that of its first contact."""
    name = _line(take_text(raw, "name"))
    email = take_text(raw, "email")
    contacts = raw.get("contact") if isinstance(raw, dict) else None
    if not email and isinstance(contacts, list) and contacts:
        email = take_text(contacts[0], "email")
    if not name:
        return ""
    name = name.replace("(", "[").replace(")", "]")
    return f"{word}: {name}" + (f" ({_line(email)})" if email and "(" not in email else "")


def _line(text: str) -> str:
    return " ".join(text.split())


def _annotation(carried: Mapping[str, Any], created: str, tool: str) -> dict[str, str]:
    text = CARRIED + json.dumps(carried, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    text = text.replace("text>", "text\\u003e")  # the marks of tag-value, which has no escape of its own
    return {"annotationDate": created, "annotationType": "OTHER", "annotator": tool, "comment": text}


def _package(element: Element, ids: Mapping[str, str], texts: LicenceTexts, created: str, tool: str) -> dict[str, Any]:
    raw = element.raw
    spdx_id = ids[element.ref]
    carried: dict[str, Any] = _carried(element, spdx_id)
    licences = raw.get("licenses")
    if isinstance(licences, list) and len(licences) > 1:
        carried["licenses"] = json.loads(json.dumps(licences))
    declared, concluded = take_expressions(raw, texts)
    if "licenses" in carried:
        carried["licenseDeclared"] = declared or NOT_SAID
    name, group = take_text(raw, "name"), take_text(raw, "group")
    if group:
        carried["group"] = group
    type_ = str(carried.get("type") or "")
    package: dict[str, Any] = {
        "SPDXID": spdx_id,
        "name": _line(f"{group}/{name}" if group else name) or "unnamed",
        "versionInfo": take_text(raw, "version"),
        "downloadLocation": NOT_SAID,
        "filesAnalyzed": False,
        "homepage": "",
        "supplier": _supplier(element),
        "originator": _originator(raw),
        "checksums": _checksums(raw),
        "licenseConcluded": concluded or NOT_SAID,
        "licenseDeclared": declared or NOT_SAID,
        "copyrightText": take_text(raw, "copyright") or NOT_SAID,
        "description": take_text(raw, "description"),
        "primaryPackagePurpose": PURPOSES.get(type_, "OTHER"),
        "releaseDate": _release(raw),
        "externalRefs": _external_refs(raw),
    }
    package |= _pages(package["externalRefs"])
    if carried:
        package["annotations"] = [_annotation(carried, created, tool)]
    return {key: value for key, value in package.items() if value not in ("", [], None)}


def _carried(element: Element, spdx_id: str) -> dict[str, Any]:
    raw = element.raw
    fields = (*_CARRIED_FIELDS, *(CARRIED_OF_SERVICES if element.is_service else ()))
    carried = {field: value for field in fields if (value := take(raw, field)) is not None}
    if element.is_service:
        carried["type"] = "service"
    if trained := _training_data(raw):
        carried["properties"] = [*(carried.get("properties") or ()), *trained]
    if take_text(raw, "bom-ref") and spdx_id != f"SPDXRef-{element.ref}":
        carried["bom-ref"] = element.ref
    return carried


def _training_data(raw: dict[str, Any]) -> list[dict[str, str]]:
    """The data sets that a model card points to, as the property of that relation: SPDX 2.3 has no word for it."""
    card = raw.get("modelCard")
    parameters = card.get("modelParameters") if isinstance(card, dict) else None
    listed = parameters.get("datasets") if isinstance(parameters, dict) else None
    refs = {take_text(one, "ref") for one in listed} if isinstance(listed, list) else set()
    return [{"name": f"{RELATION_PREFIX}trained-on", "value": ref} for ref in sorted(refs) if ref]


def _supplier(element: Element) -> str:
    """The supplier; for a service the provider. Without one, nothing is said."""
    return _party("Organization", element.raw.get("provider" if element.is_service else "supplier"))


def _originator(raw: dict[str, Any]) -> str:
    """Who made it: the manufacturer, else the first author, else the older fields of a name."""
    if text := _party("Organization", raw.get("manufacturer")):
        return text
    authors = raw.get("authors")
    if isinstance(authors, list) and authors and (text := _party("Person", authors[0])):
        return text
    if author := _line(take_text(raw, "author")):
        return f"Person: {author.replace('(', '[').replace(')', ']')}"
    publisher = _line(take_text(raw, "publisher"))
    return f"Organization: {publisher.replace('(', '[').replace(')', ']')}" if publisher else ""


def _checksums(raw: dict[str, Any]) -> list[dict[str, str]]:
    listed = raw.get("hashes")
    checksums = []
    for one in listed if isinstance(listed, list) else ():
        algorithm = ALGORITHMS.get(str(one.get("alg"))) if isinstance(one, dict) else None
        if algorithm and isinstance(one.get("content"), str):
            checksums.append({"algorithm": algorithm, "checksumValue": one.pop("content").lower()})
            del one["alg"]
    return checksums


def _release(raw: dict[str, Any]) -> str:
    text = take_text(raw, "releaseNotes", "timestamp")
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text):
        return text
    if text:
        put_back(raw, text, "releaseNotes", "timestamp")
    return ""


def _external_refs(raw: dict[str, Any]) -> list[dict[str, str]]:
    refs = []
    for field, category, type_ in (
        ("purl", "PACKAGE-MANAGER", "purl"),
        ("cpe", "SECURITY", ""),
        ("swhid", "PERSISTENT-ID", "swh"),
        ("omniborId", "PERSISTENT-ID", "gitoid"),
    ):
        value = take(raw, field)
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and text and not _SPACE.search(text):
                type_of = type_ or ("cpe23Type" if text.startswith("cpe:2.3:") else "cpe22Type")
                refs.append(_ref(category, type_of, text))
            elif text:
                put_back(raw, text, field)
    return [*refs, *_listed_refs(raw)]


def _listed_refs(raw: dict[str, Any]) -> list[dict[str, str]]:
    refs = []
    listed = raw.get("externalReferences")
    for one in listed if isinstance(listed, list) else ():
        url = one.get("url") if isinstance(one, dict) else None
        if isinstance(url, str) and url and not _SPACE.search(url):
            del one["url"]
            ref = _ref("OTHER", fit(take_text(one, "type") or "other"), url)
            comment = take_text(one, "comment")
            refs.append(ref | ({"comment": comment} if comment else {}))
    endpoints = raw.get("endpoints")
    if isinstance(endpoints, list) and endpoints:
        told = [url for url in endpoints if isinstance(url, str) and not _SPACE.search(url)]
        refs += [_ref("OTHER", "endpoint", url) for url in told]
        raw["endpoints"] = [url for url in endpoints if url not in told]
    return refs


def _ref(category: str, type_: str, locator: str) -> dict[str, str]:
    return {"referenceCategory": category, "referenceType": type_, "referenceLocator": locator}


def _pages(refs: list[dict[str, str]]) -> dict[str, str]:
    """Where it comes from and its home page, in the fields that SPDX has for them."""
    found: dict[str, str] = {}
    for field, type_ in (("downloadLocation", "distribution"), ("homepage", "website")):
        urls = (one["referenceLocator"] for one in refs if one["referenceType"] == type_)
        if url := next((url for url in urls if _URL.fullmatch(url)), ""):
            found[field] = url
    return found


def _relationships(rest: dict[str, Any], elements: list[Element], ids: Mapping[str, str]) -> list[dict[str, str]]:
    edges = dependencies_of(rest)
    found = [(DOCUMENT_ID, "DESCRIBES", ids[ref]) for ref in _described(elements, edges)]
    found += [(ids[one.parent], "CONTAINS", ids[one.ref]) for one in elements if one.parent]
    unplaced: list[dict[str, Any]] = []
    for source, targets in sorted(edges.items()):
        known = [target for target in targets or () if source in ids and target in ids]
        found += [(ids[source], "DEPENDS_ON", ids[target]) for target in known]
        if source in ids and not targets:
            found.append((ids[source], "DEPENDS_ON", "NONE"))
        unplaced += [{"ref": source, "dependsOn": [t]} for t in targets or () if t not in known]
    if unplaced:
        rest["dependencies"] = [*(rest.get("dependencies") or ()), *unplaced]
    return [
        {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": target}
        for source, kind, target in sorted(set(found))
    ]


def _described(elements: list[Element], edges: Mapping[str, list[str] | None]) -> list[str]:
    """What the document is about: its root, else everything that nothing else needs or holds."""
    roots = [one.ref for one in elements if one.is_root]
    if roots or not elements:
        return roots
    needed = {target for targets in edges.values() for target in targets or ()}
    return [one.ref for one in elements if not one.parent and one.ref not in needed] or [elements[0].ref]


def _extracted(ref: str, texts: LicenceTexts) -> dict[str, Any]:
    name, text, urls = texts.texts[ref]
    return {"licenseId": ref, "name": name, "extractedText": text} | ({"seeAlsos": list(urls)} if urls else {})
