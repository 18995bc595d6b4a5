"""SPDX 2.2 and 2.3, as the dict of its JSON form, to CycloneDX."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from aibom.core import re
from aibom.core.errors import UsageError
from aibom.core.json import copy_json
from aibom.exchange.losses import Loss, in_order, left_over, take, take_text
from aibom.exchange.spdx2_carried import take_carried
from aibom.exchange.spdx2_packages import PARTY, PackageReader, contact, entity
from aibom.exchange.spdx2_relations import take_relations
from aibom.exchange.spdx_licences import NOTHING, LicenceTexts

_SERIAL = re.compile(r".*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE | re.DOTALL)
_TOOL = re.compile(r"(.+)-v?(\d[^-]*(?:-.+)?)")


def from_spdx2(
    document: Mapping[str, Any], *, spec_version: str, called: str = "The document"
) -> tuple[dict[str, Any], list[Loss], list[str]]:
    """The CycloneDX document of an SPDX 2 one, what it could not hold, and warnings about what was odd.

    Raises UsageError when an SPDXID is given twice or a package has none.
    """
    rest = copy_json(document)
    packages = [one for one in take(rest, "packages") or () if isinstance(one, dict)]
    files = [one for one in take(rest, "files") or () if isinstance(one, dict)]
    carried = [take_carried(one) for one in (*packages, *files)]
    refs = _refs([*packages, *files], carried, called)
    reader = PackageReader(spec_version, _texts(rest))
    components: dict[str, dict[str, Any]] = {}
    for one, said in zip((*packages, *files), carried, strict=True):
        make = reader.package if len(components) < len(packages) else reader.file
        components[one["SPDXID"]] = make(one, refs[one["SPDXID"]], said)
    edges, described = take_relations(rest, packages, components, refs)
    result = _document(rest, components, described, refs, spec_version) | {"dependencies": edges}
    losses = [*_lost(packages, "package"), *_lost(files, "file"), *left_over(rest)]
    return result, in_order(losses), reader.warnings


def _lost(listed: Iterable[dict[str, Any]], field: str) -> Iterable[Loss]:
    for one in listed:
        spdx_id = one.pop("SPDXID")
        if any(value not in ([], None) for value in one.values()):
            yield from left_over(one, ref=spdx_id, field=field)


def _refs(listed: list[dict[str, Any]], carried: list[dict[str, Any]], called: str) -> dict[str, str]:
    """The bom-ref of each SPDXID: the one that it was made of, else the identifier itself."""
    ids = [one.get("SPDXID") for one in listed]
    if any(not isinstance(one, str) or not one for one in ids):
        raise UsageError(f"{called} has a package or file without an SPDXID; that is no valid SPDX document.")
    repeated = sorted(str(one) for one, count in Counter(ids).items() if count > 1)
    if repeated:
        raise UsageError(f"{called} gives the SPDXID '{repeated[0][:200]}' to two elements; make each unique.")
    refs = {}
    for one, said in zip(listed, carried, strict=True):
        ref = said.get("bom-ref")
        plain = one["SPDXID"].removeprefix("SPDXRef-")
        refs[one["SPDXID"]] = ref if isinstance(ref, str) and ref else plain
    return refs if len(set(refs.values())) == len(refs) else {spdx_id: spdx_id for spdx_id in refs}


def _texts(rest: dict[str, Any]) -> LicenceTexts:
    texts = LicenceTexts()
    for one in take(rest, "hasExtractedLicensingInfos") or ():
        if isinstance(one, dict) and isinstance(one.get("licenseId"), str):
            name, text = one.get("name"), one.get("extractedText")
            name = name if isinstance(name, str) and name not in NOTHING else one["licenseId"]
            urls = tuple(url for url in one.get("seeAlsos") or () if isinstance(url, str))
            texts.texts[one["licenseId"]] = (name, text if isinstance(text, str) else name, urls)
    return texts


def _document(
    rest: dict[str, Any],
    components: dict[str, dict[str, Any]],
    described: list[str],
    refs: Mapping[str, str],
    spec_version: str,
) -> dict[str, Any]:
    """The document with metadata; its root is what the document describes, when that is one package."""
    carried = take_carried(rest)
    name = take_text(rest, "name")
    for field in ("spdxVersion", "dataLicense", "SPDXID"):
        take(rest, field)
    root = components[described[0]] if len(described) == 1 and "endpoints" not in components[described[0]] else None
    others = [one for spdx_id, one in components.items() if one is not root]
    metadata: dict[str, Any] = _metadata(rest, carried, spec_version)
    if root is not None and "type" in root:
        metadata["component"] = root
    elif root is not None:
        others.append(root)
    if root is None and name:
        metadata["component"] = {"type": "application", "bom-ref": _free("document", refs), "name": name}
    result: dict[str, Any] = {
        "$schema": f"http://cyclonedx.org/schema/bom-{spec_version}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": spec_version,
        "serialNumber": _serial(take_text(rest, "documentNamespace")),
        "version": carried.get("version") if isinstance(carried.get("version"), int) else 1,
        "metadata": metadata,
        "components": [one for one in others if "type" in one],
        "services": [one for one in others if "type" not in one],
        "compositions": carried.get("compositions"),
    }
    return {key: value for key, value in result.items() if value not in (None, []) or key == "components"}


def _metadata(rest: dict[str, Any], carried: Mapping[str, Any], spec_version: str) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if created := take_text(rest, "creationInfo", "created"):
        metadata["timestamp"] = created
    tools, authors = [], []
    for text in take(rest, "creationInfo", "creators") or ():
        match = PARTY.fullmatch(text) if isinstance(text, str) else None
        if match and match[1] == "Tool":
            tools.append(_tool(match[2] + (f" ({match[3]})" if match[3] else "")))
        elif match and match[1] == "Organization":
            metadata["manufacturer" if spec_version >= "1.6" else "supplier"] = entity(match[2], match[3])
        elif match:
            authors.append(contact(match[2], match[3]))
    if tools:
        metadata["tools"] = {"components": tools}
    if authors:
        metadata["authors"] = authors
    return metadata | {key: carried[key] for key in ("lifecycles", "properties") if key in carried}


def _free(name: str, refs: Mapping[str, str]) -> str:
    taken = set(refs.values())
    while name in taken:
        name += "-root"
    return name


def _tool(text: str) -> dict[str, str]:
    match = _TOOL.fullmatch(text)
    named = {"name": match[1], "version": match[2]} if match else {"name": text}
    return {"type": "application", **named}


def _serial(namespace: str) -> str:
    match = _SERIAL.fullmatch(namespace)
    return "urn:uuid:" + (match[1].lower() if match else str(uuid.uuid5(uuid.NAMESPACE_URL, namespace)))
