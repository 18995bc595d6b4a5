"""External references of an SPDX 2 package: identifiers, addresses of a service, pages."""

from __future__ import annotations

from typing import Any

from aibom.exchange.losses import take_text
from aibom.exchange.spdx_licences import NOTHING

_OTHER_TYPES = frozenset(
    "vcs issue-tracker website advisories bom mailing-list social chat documentation support source-distribution"
    " distribution distribution-intake license build-meta build-system release-notes security-contact model-card log"
    " configuration evidence formulation attestation threat-model adversary-model risk-assessment"
    " vulnerability-assertion exploitability-statement pentest-report static-analysis-report dynamic-analysis-report"
    " runtime-analysis-report component-analysis-report maturity-report certification-report codified-infrastructure"
    " quality-metrics poam".split()
)
_SINCE_1_6 = frozenset({"source-distribution", "electronic-signature", "digital-signature", "rfc-9116"})
# Field of a component -> the reference types that go there.
_IDENTIFIERS = {"purl": "purl", "cpe23Type": "cpe", "cpe22Type": "cpe"}
_LISTED_IDENTIFIERS = {"swh": "swhid", "gitoid": "omniborId"}
_PAGES = (("homepage", "website"), ("downloadLocation", "distribution"))


def references_of(raw: dict[str, Any], *, service: bool, spec_version: str) -> dict[str, Any]:
    """The fields of a component or service that the references, the home page and the download location tell; what
    is taken is gone from `raw`."""
    found: dict[str, Any] = {}
    listed: list[dict[str, Any]] = []
    refs = raw.get("externalRefs")
    for one in refs if isinstance(refs, list) else ():
        locator = one.get("referenceLocator") if isinstance(one, dict) else None
        if not isinstance(locator, str):
            continue
        kind = str(one.get("referenceType") or "other").rpartition("/")[2]
        if kind in _IDENTIFIERS or (kind in _LISTED_IDENTIFIERS and _is_persistent(one)):
            if not service and _identify(found, kind, locator, spec_version):
                one.clear()
            continue
        comment = take_text(one, "comment")
        category = one.get("referenceCategory")
        one.clear()
        if kind == "endpoint" and service:
            found.setdefault("endpoints", []).append(locator)
        else:
            type_ = _type(kind, category, spec_version)
            listed.append({"type": type_, "url": locator} | ({"comment": comment} if comment else {}))
    listed += _pages(raw, {one["url"] for one in listed})
    return found | ({"externalReferences": listed} if listed else {})


def _is_persistent(one: dict[str, Any]) -> bool:
    return one.get("referenceCategory") in ("PERSISTENT-ID", "PERSISTENT_ID")


def _identify(found: dict[str, Any], kind: str, locator: str, spec_version: str) -> bool:
    """Put an identifier into its field; False when that is taken or not there."""
    if kind in _LISTED_IDENTIFIERS:
        if spec_version < "1.6":
            return False
        found.setdefault(_LISTED_IDENTIFIERS[kind], []).append(locator)
        return True
    return found.setdefault(_IDENTIFIERS[kind], locator) is locator


def _type(kind: str, category: Any, spec_version: str) -> str:
    if kind in _SINCE_1_6:
        return kind if spec_version >= "1.6" else "other"
    if kind in ("advisory", "fix", "url") and category == "SECURITY":
        return "advisories"
    return kind if kind in _OTHER_TYPES else "other"


def _pages(raw: dict[str, Any], known: set[str]) -> list[dict[str, Any]]:
    pages = []
    for field, type_ in _PAGES:
        url = take_text(raw, field)
        if url not in NOTHING and url not in known:
            known.add(url)
            pages.append({"type": type_, "url": url})
    return pages
