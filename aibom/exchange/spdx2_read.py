"""SPDX 2.2 and 2.3, as the dict of its JSON form, to CycloneDX."""

from __future__ import annotations

import copy
import re
import uuid
from collections import Counter
from collections.abc import Mapping
from typing import Any

from aibom.bom.hashes import to_hashes
from aibom.bom.licences import is_expression
from aibom.bom.properties import RELATION_PREFIX
from aibom.core.errors import UnreadableError, UsageError
from aibom.core.json import parse_json
from aibom.exchange.losses import Loss, left_over, take, take_text
from aibom.exchange.spdx2_write import ALGORITHMS, CARRIED, NOT_SAID, PURPOSES
from aibom.exchange.spdx_licences import NOTHING, LicenceTexts, choices, known_expression

_TYPES = {purpose: type_ for type_, purpose in PURPOSES.items()}
_ALGORITHMS = {theirs: ours for ours, theirs in ALGORITHMS.items()}
_SERIAL = re.compile(r".*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE | re.DOTALL)
_PARTY = re.compile(r"(Person|Organization|Tool): ?(.+?)(?: \(([^()]*)\))?", re.DOTALL)
_TOOL = re.compile(r"(.+)-v?(\d[^-]*(?:-.+)?)")
# Relationships that say "the second needs the first".
_BACKWARDS = frozenset(
    "DEPENDENCY_OF BUILD_DEPENDENCY_OF DEV_DEPENDENCY_OF OPTIONAL_DEPENDENCY_OF PROVIDED_DEPENDENCY_OF"
    " TEST_DEPENDENCY_OF RUNTIME_DEPENDENCY_OF PREREQUISITE_FOR".split()
)
_FORWARDS = frozenset({"DEPENDS_ON", "HAS_PREREQUISITE", "DYNAMIC_LINK", "STATIC_LINK"})
_OTHER_TYPES = frozenset(
    "vcs issue-tracker website advisories bom mailing-list social chat documentation support source-distribution"
    " distribution distribution-intake license build-meta build-system release-notes security-contact model-card log"
    " configuration evidence formulation attestation threat-model adversary-model risk-assessment"
    " vulnerability-assertion exploitability-statement pentest-report static-analysis-report dynamic-analysis-report"
    " runtime-analysis-report component-analysis-report maturity-report certification-report codified-infrastructure"
    " quality-metrics poam".split()
)
_SINCE_1_6 = frozenset({"source-distribution", "electronic-signature", "digital-signature", "rfc-9116"})
_PLACEHOLDER = object()


def from_spdx2(
    document: Mapping[str, Any], *, spec_version: str, called: str = "The document"
) -> tuple[dict[str, Any], list[Loss], list[str]]:
    """The CycloneDX document of an SPDX 2 one, what it could not hold, and warnings about what was odd.

    Raises UsageError when an SPDXID is given twice or a package has none.
    """
    rest = copy.deepcopy(dict(document))
    packages = [one for one in take(rest, "packages") or () if isinstance(one, dict)]
    files = [one for one in take(rest, "files") or () if isinstance(one, dict)]
    refs = _refs([*packages, *files], called)
    texts = _texts(rest)
    reader = _Reader(spec_version, texts)
    components = {one["SPDXID"]: reader.package(one, refs[one["SPDXID"]]) for one in packages}
    components |= {one["SPDXID"]: reader.file(one, refs[one["SPDXID"]]) for one in files}
    edges, described = reader.relations(rest, components, refs)
    result = reader.document(rest, components, described, refs) | {"dependencies": edges}
    losses = [loss for one in packages for loss in left_over(one, ref=one["SPDXID"], field="package")]
    losses += [loss for one in files for loss in left_over(one, ref=one["SPDXID"], field="file")]
    for one in (*packages, *files):
        one.pop("SPDXID")
    losses = [loss for loss in losses if not loss.field.endswith((".SPDXID", ".filesAnalyzed"))]
    return result, sorted([*losses, *left_over(rest)]), reader.warnings


def _refs(listed: list[dict[str, Any]], called: str) -> dict[str, str]:
    """The bom-ref of each SPDXID: the one that it was made of, else the identifier itself."""
    ids = [one.get("SPDXID") for one in listed]
    if any(not isinstance(one, str) or not one for one in ids):
        raise UsageError(f"{called} has a package or file without an SPDXID; that is no valid SPDX document.")
    repeated = sorted(str(one) for one, count in Counter(ids).items() if count > 1)
    if repeated:
        raise UsageError(f"{called} gives the SPDXID '{repeated[0][:200]}' to two elements; make each unique.")
    refs = {}
    for one in listed:
        carried = _carried(one, keep=True).get("bom-ref")
        plain = one["SPDXID"].removeprefix("SPDXRef-")
        refs[one["SPDXID"]] = carried if isinstance(carried, str) and carried else plain
    if len(set(refs.values())) < len(refs):
        return {spdx_id: spdx_id for spdx_id in refs}
    return refs


def _carried(raw: dict[str, Any], *, keep: bool = False) -> dict[str, Any]:
    """What this tool's annotation says; it is taken away, other annotations stay."""
    annotations = raw.get("annotations")
    found: dict[str, Any] = {}
    left = []
    for one in annotations if isinstance(annotations, list) else ():
        comment = one.get("comment") if isinstance(one, dict) else None
        record = _record(comment) if isinstance(comment, str) else None
        if record is None:
            left.append(one)
        else:
            found |= record
    if annotations and not keep:
        raw["annotations"] = left
    return found


def _record(comment: str) -> dict[str, Any] | None:
    if not comment.startswith(CARRIED):
        return None
    try:
        parsed = parse_json(comment.removeprefix(CARRIED).encode(), "annotation")
    except UnreadableError:
        return None
    return dict(parsed) if isinstance(parsed, dict) else None


def _texts(rest: dict[str, Any]) -> LicenceTexts:
    texts = LicenceTexts()
    for one in take(rest, "hasExtractedLicensingInfos") or ():
        if isinstance(one, dict) and isinstance(one.get("licenseId"), str):
            name, text = one.get("name"), one.get("extractedText")
            name = name if isinstance(name, str) and name not in NOTHING else one["licenseId"]
            urls = tuple(url for url in one.get("seeAlsos") or () if isinstance(url, str))
            texts.texts[one["licenseId"]] = (name, text if isinstance(text, str) else name, urls)
    return texts


class _Reader:
    """Turns the elements of one document; `warnings` collects what was odd."""

    def __init__(self, spec_version: str, texts: LicenceTexts) -> None:
        self.spec_version = spec_version
        self.texts = texts
        self.known = dict(texts.texts)
        self.warnings: list[str] = []

    def package(self, raw: dict[str, Any], ref: str) -> dict[str, Any]:
        """The component or service of a package; what it takes is gone from `raw`."""
        carried = _carried(raw)
        purpose = take_text(raw, "primaryPackagePurpose")
        type_ = carried.get("type") if isinstance(carried.get("type"), str) else _TYPES.get(purpose, "library")
        component: dict[str, Any] = {"type": type_, "bom-ref": ref}
        component |= self._naming(raw, carried)
        component |= self._parties(raw, type_ == "service")
        component["description"] = _joined(take_text(raw, "summary"), take_text(raw, "description"))
        component["hashes"] = _hashes(raw)
        component["licenses"] = self._licences(raw, carried)
        component["copyright"] = _said(take_text(raw, "copyrightText"))
        component |= self._references(raw, service=type_ == "service")
        if release := take_text(raw, "releaseDate"):
            component["releaseNotes"] = {"type": "release", "timestamp": release}
        component |= {key: value for key, value in carried.items() if key in ("scope", "properties", "mime-type")}
        if self.spec_version >= "1.6" and "tags" in carried:
            component["tags"] = carried["tags"]
        return _service(component) if type_ == "service" else _filled(component)

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
            found["provider" if service else "supplier"] = _entity(*supplier[1:])
        if originator and originator[0] == "Person":
            modern = self.spec_version >= "1.6"
            found |= {"authors": [_contact(*originator[1:])]} if modern else {"author": originator[1]}
        elif originator:
            found |= (
                {"manufacturer": _entity(*originator[1:])}
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

    def _references(self, raw: dict[str, Any], *, service: bool) -> dict[str, Any]:
        found: dict[str, Any] = {}
        listed: list[dict[str, Any]] = []
        endpoints: list[str] = []
        refs = raw.get("externalRefs")
        for one in refs if isinstance(refs, list) else ():
            locator = one.get("referenceLocator") if isinstance(one, dict) else None
            if not isinstance(locator, str):
                continue
            kind = str(one.get("referenceType") or "other").rpartition("/")[2]
            place = self._place(kind, one.get("referenceCategory"), found, service)
            if place is _PLACEHOLDER:
                continue
            comment = take_text(one, "comment")
            one.clear()
            if isinstance(place, str) and place == "endpoints":
                endpoints.append(locator)
            elif isinstance(place, str) and place.startswith("="):
                self._identify(found, place[1:], locator)
            else:
                listed.append({"type": place, "url": locator} | ({"comment": comment} if comment else {}))
        for field, type_ in (("homepage", "website"), ("downloadLocation", "distribution")):
            url = _said(take_text(raw, field))
            if url and all(one["url"] != url for one in listed):
                listed.append({"type": type_, "url": url})
        found |= {"externalReferences": listed} if listed else {}
        return found | ({"endpoints": endpoints} if endpoints else {})

    def _place(self, kind: str, category: Any, found: Mapping[str, Any], service: bool) -> Any:
        """Where a reference goes: `=field`, `endpoints`, a type of external reference, or nowhere."""
        if kind == "purl":
            return "=purl" if "purl" not in found and not service else _PLACEHOLDER
        if kind in ("cpe23Type", "cpe22Type"):
            return "=cpe" if "cpe" not in found and not service else _PLACEHOLDER
        if kind in ("swh", "gitoid") and category in ("PERSISTENT-ID", "PERSISTENT_ID"):
            fits = self.spec_version >= "1.6" and not service
            return {"swh": "=swhid", "gitoid": "=omniborId"}[kind] if fits else _PLACEHOLDER
        if kind == "endpoint":
            return "endpoints" if service else "other"
        if kind in _SINCE_1_6:
            return kind if self.spec_version >= "1.6" else "other"
        if kind in ("advisory", "fix", "url") and category == "SECURITY":
            return "advisories"
        return kind if kind in _OTHER_TYPES else "other"

    def _identify(self, found: dict[str, Any], field: str, locator: str) -> None:
        if field in ("swhid", "omniborId"):
            found.setdefault(field, []).append(locator)
        else:
            found[field] = locator

    def file(self, raw: dict[str, Any], ref: str) -> dict[str, Any]:
        """The component of a file."""
        carried = _carried(raw)
        component: dict[str, Any] = {"type": "file", "bom-ref": ref}
        component["name"] = take_text(raw, "fileName").removeprefix("./") or "unnamed"
        component["hashes"] = _hashes(raw)
        raw["licenseDeclared"] = NOT_SAID
        take(raw, "licenseInfoInFiles")
        component["licenses"] = self._licences(raw, carried)
        component["copyright"] = _said(take_text(raw, "copyrightText"))
        component |= {key: value for key, value in carried.items() if key in ("scope", "properties", "mime-type")}
        return _filled(component)

    def relations(
        self, rest: dict[str, Any], components: Mapping[str, dict[str, Any]], refs: Mapping[str, str]
    ) -> tuple[list[dict[str, Any]], list[str]]:
        """The dependency graph, and the SPDXIDs that the document describes."""
        edges: dict[str, set[str]] = {}
        described = [one for one in take(rest, "documentDescribes") or () if isinstance(one, str) and one in refs]
        listed = rest.get("relationships")
        contains: dict[str, set[str]] = {}
        for one in listed if isinstance(listed, list) else ():
            source, kind, target = _triple(one)
            if kind in ("DESCRIBES", "DESCRIBED_BY"):
                about = target if kind == "DESCRIBES" else source
                described += [about] if about in refs and about not in described else []
            elif not self._edge(source, kind, target, refs, edges, contains):
                continue
            one.clear()
        for source, targets in contains.items():
            _add_relations(components[source], "contains", sorted(refs[target] for target in targets))
        return [
            {"ref": ref} | ({"dependsOn": sorted(targets)} if targets else {}) for ref, targets in sorted(edges.items())
        ], described

    def _edge(
        self,
        source: str,
        kind: str,
        target: str,
        refs: Mapping[str, str],
        edges: dict[str, set[str]],
        contains: dict[str, set[str]],
    ) -> bool:
        if kind in _BACKWARDS or kind == "CONTAINED_BY":
            source, target = target, source
        if source not in refs:
            return False
        if kind in ("CONTAINS", "CONTAINED_BY") and target in refs:
            contains.setdefault(source, set()).add(target)
            return True
        if kind not in _FORWARDS and kind not in _BACKWARDS:
            return False
        if target in refs:
            edges.setdefault(refs[source], set()).add(refs[target])
        elif target == "NONE":
            edges.setdefault(refs[source], set())
        return target in refs or target in ("NONE", NOT_SAID)

    def document(
        self,
        rest: dict[str, Any],
        components: dict[str, dict[str, Any]],
        described: list[str],
        refs: Mapping[str, str],
    ) -> dict[str, Any]:
        """The document with metadata; its root is what the document describes, when that is one package."""
        carried = _carried(rest)
        name = take_text(rest, "name")
        for field in ("spdxVersion", "dataLicense", "SPDXID"):
            take(rest, field)
        root = components[described[0]] if len(described) == 1 and "endpoints" not in components[described[0]] else None
        others = [one for spdx_id, one in components.items() if one is not root]
        metadata: dict[str, Any] = self._metadata(rest, carried)
        if root is not None and "type" in root:
            metadata["component"] = root
        elif root is not None:
            others.append(root)
        if root is None and name:
            metadata["component"] = {"type": "application", "bom-ref": _free("document", refs), "name": name}
        result: dict[str, Any] = {
            "$schema": f"http://cyclonedx.org/schema/bom-{self.spec_version}.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": self.spec_version,
            "serialNumber": _serial(take_text(rest, "documentNamespace")),
            "version": carried.get("version") if isinstance(carried.get("version"), int) else 1,
            "metadata": metadata,
            "components": [one for one in others if "type" in one],
            "services": [one for one in others if "type" not in one],
            "compositions": carried.get("compositions"),
        }
        return {key: value for key, value in result.items() if value not in (None, []) or key == "components"}

    def _metadata(self, rest: dict[str, Any], carried: Mapping[str, Any]) -> dict[str, Any]:
        metadata: dict[str, Any] = {}
        if created := take_text(rest, "creationInfo", "created"):
            metadata["timestamp"] = created
        tools, authors = [], []
        for text in take(rest, "creationInfo", "creators") or ():
            match = _PARTY.fullmatch(text) if isinstance(text, str) else None
            if match and match[1] == "Tool":
                tools.append(_tool(match[2] + (f" ({match[3]})" if match[3] else "")))
            elif match and match[1] == "Organization":
                metadata["manufacturer" if self.spec_version >= "1.6" else "supplier"] = _entity(match[2], match[3])
            elif match:
                authors.append(_contact(match[2], match[3]))
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


def _triple(one: Any) -> tuple[str, str, str]:
    if not isinstance(one, dict):
        return "", "", ""
    source, kind, target = (one.get(k) for k in ("spdxElementId", "relationshipType", "relatedSpdxElement"))
    return str(source or ""), str(kind or "").upper().replace("-", "_"), str(target or "")


def _add_relations(component: dict[str, Any], kind: str, refs: list[str]) -> None:
    properties = component.setdefault("properties", [])
    name = f"{RELATION_PREFIX}{kind}"
    stated = {one.get("value") for one in properties if isinstance(one, dict) and one.get("name") == name}
    properties += [{"name": name, "value": ref} for ref in refs if ref not in stated]


def _party(raw: dict[str, Any], field: str) -> tuple[str, str, str | None] | None:
    text = take_text(raw, field)
    match = _PARTY.fullmatch(text)
    if match is None:
        if text and text != NOT_SAID:
            raw[field] = text
        return None
    return match[1], match[2], match[3]


def _entity(name: str, email: str | None) -> dict[str, Any]:
    return {"name": name} | ({"contact": [{"email": email}]} if email else {})


def _contact(name: str, email: str | None) -> dict[str, Any]:
    return {"name": name} | ({"email": email} if email else {})


def _tool(text: str) -> dict[str, str]:
    match = _TOOL.fullmatch(text)
    named = {"name": match[1], "version": match[2]} if match else {"name": text}
    return {"type": "application", **named}


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


def _serial(namespace: str) -> str:
    match = _SERIAL.fullmatch(namespace)
    return "urn:uuid:" + (match[1].lower() if match else str(uuid.uuid5(uuid.NAMESPACE_URL, namespace)))


def _said(text: str) -> str:
    return "" if text in NOTHING else text


def _joined(summary: str, description: str) -> str:
    return "\n\n".join(text for text in (summary, description) if text)


def _filled(component: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in component.items() if value not in ("", [], None)}


def _service(component: dict[str, Any]) -> dict[str, Any]:
    """Without what a service cannot say; hashes and the like do not come from this tool."""
    kept = ("bom-ref", "provider", "group", "name", "version", "description", "endpoints", "licenses")
    more = ("externalReferences", "properties", "tags")
    return _filled({key: component[key] for key in (*kept, *more) if key in component})
