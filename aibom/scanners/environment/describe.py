"""What one installed distribution says of itself, as facts of a library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from aibom.core.errors import UnreadableError
from aibom.core.json import Json
from aibom.scanners.environment.distributions import Installed
from aibom.scanners.manifests.hashes import fixes_content, hex_hash
from aibom.scanners.manifests.names import is_commit, registry_of, without_credentials

_MAX_REQUIREMENTS = 2_000
_LICENCE_CLASSIFIER = "License :: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A distribution as read. `local` is the folder of an editable or local install, as its direct_url.json says."""

    name: str
    version: str
    requires: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    requested: bool = False
    local: str = ""
    facts: Mapping[str, Json] = field(default_factory=dict)


def describe(installed: Installed) -> Description:
    """Name, version, requirements and facts; UnreadableError when the metadata names nothing."""
    metadata = _metadata(installed)
    name, version = metadata.get("Name", ""), metadata.get("Version", "")
    if not isinstance(name, str) or not name.strip() or not str(version).strip():
        raise UnreadableError(installed.place.name, "its metadata names no package and version")
    facts: dict[str, Json] = {}
    if licences := _licences(metadata):
        facts["licences"] = list(licences)
    if summary := str(metadata.get("Summary", "")).strip():
        facts["description"] = " ".join(summary.split())[:300]
    if installer := (installed.read_text("INSTALLER") or "").strip():
        facts["installer"] = installer[:100]
    local = _direct_url(installed, facts)
    return Description(
        name=name.strip(),
        version=str(version).strip(),
        requires=tuple((installed.requires or [])[:_MAX_REQUIREMENTS]),
        tags=_tags(installed),
        requested=installed.read_text("REQUESTED") is not None,
        local=local,
        facts=facts,
    )


def _metadata(installed: Installed) -> Message:
    text = installed.read_text("METADATA") or installed.read_text("PKG-INFO") or installed.read_text("")
    if not text:
        raise UnreadableError(installed.place.name, "it has no metadata")
    import email

    return email.message_from_string(text)


def _licences(metadata: Message) -> tuple[str, ...]:
    """The licence expression (PEP 639); else what the classifiers and the older free text say."""
    expression = str(metadata.get("License-Expression", "")).strip()
    if expression:
        return (expression,)
    classifiers = [str(one) for one in metadata.get_all("Classifier", [])]
    named = {one for one in classifiers if one.startswith(_LICENCE_CLASSIFIER) and one.count("::") > 1}
    text = " ".join(str(metadata.get("License", "")).split())
    # Whole licence texts stand there in old packages; they are no name.
    if text and len(text) <= 100 and text.upper() not in ("UNKNOWN", "NONE", "LICENSE", "SEE LICENSE", "OTHER"):
        return (text,)
    return tuple(sorted(named))


def _tags(installed: Installed) -> tuple[str, ...]:
    lines = (installed.read_text("WHEEL") or "").splitlines()
    return tuple(line.partition(":")[2].strip() for line in lines if line.startswith("Tag:"))


def _direct_url(installed: Installed, facts: dict[str, Json]) -> str:
    """Facts of direct_url.json (PEP 610): where it was installed from, and whether that fixes the content."""
    text = installed.read_text("direct_url.json")
    if not text:
        return ""
    try:
        stated = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableError(f"{installed.place.name}/direct_url.json", "it is not JSON") from None
    if not isinstance(stated, dict) or not isinstance(stated.get("url"), str):
        return ""
    address = without_credentials(stated["url"])
    if address.startswith("file:"):
        facts["registry"] = "file:"
        return address.removeprefix("file://")
    version_control, archive = _part(stated, "vcs_info"), _part(stated, "archive_info")
    system = version_control.get("vcs")
    if registry := registry_of(f"{system}+{address}" if isinstance(system, str) else address):
        facts["registry"] = registry
    commit = str(version_control.get("commit_id", ""))
    hashes = _hashes(archive)
    if commit:
        facts["revision"] = commit[:100]
    if hashes:
        facts["hashes"] = list(hashes)
    if is_commit(commit) or fixes_content(hashes):
        facts["pinned"] = True
    return ""


def _part(stated: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = stated.get(name)
    return part if isinstance(part, dict) else {}


def _hashes(archive: Mapping[str, Any]) -> tuple[str, ...]:
    listed = archive.get("hashes")
    texts = [f"{name}:{value}" for name, value in listed.items()] if isinstance(listed, dict) else []
    texts.append(str(archive.get("hash", "")))
    return tuple(sorted({one for text in texts if (one := hex_hash(text))}))
