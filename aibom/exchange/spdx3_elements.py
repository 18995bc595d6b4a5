"""One component or service of a CycloneDX document as an SPDX 3.0.1 element."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aibom.exchange.elements import Element
from aibom.exchange.losses import take, take_text
from aibom.exchange.spdx3_cards import add_dataset, add_model_card, give
from aibom.exchange.spdx_ids import Names

TERMS = "https://spdx.org/rdf/3.0.1/terms/"
NO_ELEMENT = TERMS + "Core/NoAssertionElement"
_PURPOSES = {
    "application": "application",
    "framework": "framework",
    "library": "library",
    "container": "container",
    "platform": "platform",
    "operating-system": "operatingSystem",
    "device": "device",
    "device-driver": "deviceDriver",
    "firmware": "firmware",
    "file": "file",
    "machine-learning-model": "model",
    "data": "data",
}
_HASHES = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
    "SHA3-256": "sha3_256",
    "SHA3-384": "sha3_384",
    "SHA3-512": "sha3_512",
    "BLAKE2b-256": "blake2b256",
    "BLAKE2b-384": "blake2b384",
    "BLAKE2b-512": "blake2b512",
    "BLAKE3": "blake3",
}
_REFERENCES = {
    "vcs": "vcs",
    "issue-tracker": "issueTracker",
    "website": "altWebPage",
    "advisories": "securityAdvisory",
    "mailing-list": "mailingList",
    "social": "socialMedia",
    "chat": "chat",
    "documentation": "documentation",
    "support": "support",
    "distribution": "altDownloadLocation",
    "source-distribution": "sourceArtifact",
    "license": "license",
    "build-meta": "buildMeta",
    "build-system": "buildSystem",
    "release-notes": "releaseNotes",
    "risk-assessment": "riskAssessment",
    "certification-report": "certificationReport",
    "static-analysis-report": "staticAnalysisReport",
    "dynamic-analysis-report": "dynamicAnalysisReport",
    "runtime-analysis-report": "runtimeAnalysisReport",
    "component-analysis-report": "componentAnalysisReport",
    "pentest-report": "securityPenTestReport",
    "threat-model": "securityThreatModel",
    "adversary-model": "securityAdversaryModel",
    "vulnerability-assertion": "vulnerabilityDisclosureReport",
    "exploitability-statement": "vulnerabilityExploitabilityAssessment",
    "quality-metrics": "qualityAssessmentReport",
}
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:[^\s<>\"{}|\\^`\x00-\x20]{1,2000}")


def is_iri(text: str) -> bool:
    """Whether a text may stand where the model wants an absolute IRI."""
    return _IRI.fullmatch(text) is not None


@dataclass(slots=True, kw_only=True)
class Maker:
    """Makes the elements of one document: `model` are the bindings, `base` the namespace, `ids` names by bom-ref."""

    model: Any
    base: str
    ids: Mapping[str, str]
    names: Names
    info: Any = None
    objects: Any = None
    _agents: dict[str, str] = field(default_factory=dict)
    _licences: dict[str, str] = field(default_factory=dict)
    _profiles: set[str] = field(default_factory=set)

    def start(self, created: datetime, agents: list[str], tool_version: str) -> None:
        """The creation information; without a known author this tool is the one who made the document."""
        model = self.model
        self.info.specVersion, self.info.created = "3.0.1", created
        maker = model.SoftwareAgent(
            spdxId=self.base + self.names.of("agent-aibom"), creationInfo=self.info, name="aibom"
        )
        self.objects.add(maker)
        self.info.createdBy = agents or [maker.spdxId]
        self.tool({"name": "aibom", "version": tool_version})

    def __post_init__(self) -> None:
        self.objects = self.model.SHACLObjectSet()
        self.info = self.model.CreationInfo()
        self.objects.add(self.info)

    def iri(self, ref: str) -> str:
        """The identifier of the element of a bom-ref."""
        return self.base + self.ids[ref]

    def made(self, profile: str) -> bool:
        """Whether an element of that profile was made."""
        return profile in self._profiles

    def add(self, made: Any, profile: str = "") -> Any:
        """Put an element into the document."""
        self._profiles |= {profile} if profile else set()
        self.objects.add(made)
        return made

    def tool(self, raw: Any) -> None:
        """A tool that took part in making the BOM."""
        name, version = take_text(raw, "name"), take_text(raw, "version")
        take_text(raw, "type")
        if not name:
            return
        label = f"{name}-{version}" if version else name
        if f"tool {label}" not in self._agents:
            made = self.add(
                self.model.Tool(spdxId=self.base + self.names.of(f"tool-{label}"), creationInfo=self.info, name=label)
            )
            self._agents[f"tool {label}"] = made.spdxId
            self.info.createdUsing = [*self.info.createdUsing, made.spdxId]

    def agent(self, kind: str, raw: Any) -> str:
        """The agent of an organization or contact, made once; "" when it has no name."""
        name, email = take_text(raw, "name"), take_text(raw, "email")
        contacts = raw.get("contact") if isinstance(raw, dict) else None
        if not email and isinstance(contacts, list) and contacts:
            email = take_text(contacts[0], "email")
        if not name:
            return ""
        return self.named_agent(kind, name, email)

    def named_agent(self, kind: str, name: str, email: str = "") -> str:
        """The agent of a name, made once."""
        key = f"{kind} {name} {email}"
        if key not in self._agents:
            model = self.model
            made = getattr(model, kind)(
                spdxId=self.base + self.names.of(f"agent-{name}"), creationInfo=self.info, name=name
            )
            if email:
                type_ = model.ExternalIdentifierType.email
                made.externalIdentifier = [model.ExternalIdentifier(externalIdentifierType=type_, identifier=email)]
            self._agents[key] = self.add(made).spdxId
        return self._agents[key]

    def unknown_agent(self) -> str:
        """The agent that says that it is not known who."""
        return self.named_agent("Agent", "NOASSERTION")

    def licence(self, expression: str, texts: Mapping[str, tuple[str, str, tuple[str, ...]]] | None = None) -> str:
        """The element of a licence expression, made once; LicenseRefs point to elements with their texts."""
        if expression not in self._licences:
            model = self.model
            name = "licence-" + (expression if len(expression) < 60 else _digest(expression))
            made = model.simplelicensing_LicenseExpression(
                spdxId=self.base + self.names.of(name),
                creationInfo=self.info,
                simplelicensing_licenseExpression=expression,
            )
            refs = sorted(set(re.findall(r"LicenseRef-[A-Za-z0-9.-]+", expression)))
            made.simplelicensing_customIdToUri = [
                model.DictionaryEntry(key=ref, value=self.licence_text(ref, *(texts or {})[ref]))
                for ref in refs
                if ref in (texts or {})
            ]
            self._licences[expression] = self.add(made).spdxId
        return self._licences[expression]

    def licence_text(self, ref: str, name: str, text: str, urls: tuple[str, ...]) -> str:
        """The element that holds the text of a licence outside of the SPDX list, made once."""
        if ref not in self._licences:
            made = self.model.simplelicensing_SimpleLicensingText(
                spdxId=self.base + self.names.of(ref),
                creationInfo=self.info,
                name=name,
                simplelicensing_licenseText=text,
            )
            if urls:
                made.comment = " ".join(urls)
            self._licences[ref] = self.add(made).spdxId
        return self._licences[ref]

    def properties(self, raw: Any) -> list[Any]:
        """CycloneDX properties in the extension that SPDX 3 has for them."""
        model = self.model
        entries = [
            model.extension_CdxPropertyEntry(
                extension_cdxPropName=one["name"], extension_cdxPropValue=str(one.get("value", ""))
            )
            for one in (raw if isinstance(raw, list) else ())
            if isinstance(one, dict) and isinstance(one.get("name"), str)
        ]
        return [model.extension_CdxPropertiesExtension(extension_cdxProperty=entries)] if entries else []

    def annotate(self, subject: str, topic: str, raw: Any) -> None:
        """What SPDX has no property for but an auditor wants: a statement about the element, as JSON."""
        statement = json.dumps({topic: raw}, ensure_ascii=False, sort_keys=True)
        self.add(
            self.model.Annotation(
                spdxId=self.base + self.names.of(f"annotation-{_digest(subject + topic)}"),
                creationInfo=self.info,
                annotationType=self.model.AnnotationType.other,
                subject=subject,
                contentType="application/json",
                statement=statement,
            )
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def artifact(maker: Maker, element: Element) -> Any:
    """The element of a component or service, put into the document; what it takes is gone from `element.raw`."""
    raw = element.raw
    take(raw, "bom-ref")
    type_ = "service" if element.is_service else take_text(raw, "type")
    made, profile = _class(maker, type_, raw)
    made.spdxId, made.creationInfo = maker.iri(element.ref), maker.info
    group, name = take_text(raw, "group"), take_text(raw, "name")
    element.raw_name = f"{group}/{name}" if group else name
    made.name = element.raw_name or "unnamed"
    give(made, description=take_text(raw, "description"))
    made.extension = maker.properties(raw.get("properties"))
    if made.extension:
        take(raw, "properties")
    give(made, software_copyrightText=take_text(raw, "copyright"))
    made.software_primaryPurpose = getattr(maker.model.software_SoftwarePurpose, _PURPOSES.get(type_, "other"))
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
        name = _HASHES.get(str(one.get("alg"))) if isinstance(one, dict) else None
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
    word = _REFERENCES.get(type_, "other")
    said = comment or (type_ if word == "other" else "")
    made = model.ExternalRef(externalRefType=getattr(model.ExternalRefType, word), locator=[url])
    if said:
        made.comment = said
    return made
