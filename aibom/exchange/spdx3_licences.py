"""Licence elements of SPDX 3 as licence expressions."""

from __future__ import annotations

from typing import Any

from aibom.exchange.spdx3_graph import Graph, objects, texts, type_of
from aibom.exchange.spdx_ids import fit
from aibom.exchange.spdx_licences import LicenceTexts

_LISTED = "https://spdx.org/licenses/"
_JOINTS = {
    "expandedlicensing_ConjunctiveLicenseSet": " AND ",
    "expandedlicensing_DisjunctiveLicenseSet": " OR ",
}
_MAX_DEPTH = 30


def expression_of(graph: Graph, reference: str, known: LicenceTexts, depth: int = 0) -> str:
    """The expression that an element of a licence stands for; "" for one that asserts nothing or is not there."""
    element = graph.elements.get(reference)
    if element is None:
        return reference.removeprefix(_LISTED) if reference.startswith(_LISTED) else ""
    kind = type_of(element)
    if depth > _MAX_DEPTH:
        return ""
    if kind == "simplelicensing_LicenseExpression":
        _learn(graph, element, known)
        return next(iter(texts(element.get("simplelicensing_licenseExpression"))), "")
    if kind == "simplelicensing_SimpleLicensingText":
        return _custom(element, reference, known, "simplelicensing_licenseText")
    if kind in ("expandedlicensing_CustomLicense", "expandedlicensing_CustomLicenseAddition"):
        return _custom(element, reference, known, "simplelicensing_licenseText")
    if kind in ("expandedlicensing_ListedLicense", "expandedlicensing_ListedLicenseException"):
        return reference.rstrip("/").rpartition("/")[2]
    return _composed(graph, element, kind, known, depth)


def _composed(graph: Graph, element: dict[str, Any], kind: str, known: LicenceTexts, depth: int) -> str:
    def inner(field: str) -> list[str]:
        found = [expression_of(graph, one, known, depth + 1) for one in texts(element.get(field))]
        return [one for one in found if one]

    if kind in _JOINTS:
        members = sorted(set(inner("expandedlicensing_member")))
        return _JOINTS[kind].join(f"({one})" if " " in one and len(members) > 1 else one for one in members)
    if kind == "expandedlicensing_OrLaterOperator":
        return "".join(f"{one}+" for one in inner("expandedlicensing_subjectLicense")[:1])
    if kind == "expandedlicensing_WithAdditionOperator":
        parts = [
            *inner("expandedlicensing_subjectExtendableLicense")[:1],
            *inner("expandedlicensing_subjectAddition")[:1],
        ]
        return " WITH ".join(parts)
    return ""


def _custom(element: dict[str, Any], reference: str, known: LicenceTexts, field: str) -> str:
    """A LicenseRef with the text of a licence outside of the SPDX list."""
    local = reference.rpartition("#")[2].rpartition("/")[2]
    ref = local if local.startswith("LicenseRef-") else f"LicenseRef-{fit(local)}"
    known.texts.setdefault(ref, _entry(element, ref, field))
    return ref


def _learn(graph: Graph, element: dict[str, Any], known: LicenceTexts) -> None:
    """The texts of the LicenseRefs in an expression."""
    for entry in objects(element.get("simplelicensing_customIdToUri")):
        key, value = entry.get("key"), entry.get("value")
        target = graph.elements.get(value) if isinstance(value, str) else None
        if isinstance(key, str) and target is not None:
            known.texts.setdefault(key, _entry(target, key, "simplelicensing_licenseText"))


def _entry(element: dict[str, Any], ref: str, field: str) -> tuple[str, str, tuple[str, ...]]:
    name = next(iter(texts(element.get("name"))), ref)
    text = next(iter(texts(element.get(field))), name)
    urls = tuple(next(iter(texts(element.get("comment"))), "").split())
    return name, text, tuple(url for url in urls if url.startswith(("http://", "https://")))
