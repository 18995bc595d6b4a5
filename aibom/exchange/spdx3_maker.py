"""Makes the elements of one SPDX 3.0.1 document, each once, through the classes of spdx-python-model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aibom.core import re
from aibom.exchange.losses import take_text
from aibom.exchange.spdx_ids import Names

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:[^\s<>\"{}|\\^`\x00-\x20]{1,2000}")


def is_iri(text: str) -> bool:
    """Whether a text may stand where the model wants an absolute IRI."""
    return _IRI.fullmatch(text) is not None


def give(made: Any, **values: Any) -> None:
    """Set the properties that have a value: the bindings refuse None."""
    for name, value in values.items():
        if value not in (None, ""):
            setattr(made, name, value)


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
