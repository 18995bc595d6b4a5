"""Applies VEX to the facts of a BOM, and tells rules what became of each statement.

A statement gives a vulnerability of a component its `vex_state`; of several the one made last counts. What has
expired, or does not say what a suppression must say, gives nothing, so the vulnerability is open again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from aibom.bom.facts import BomFacts, ComponentFacts
from aibom.bom.properties import from_json, pairs_of
from aibom.bom.purls import split_purl, versionless
from aibom.bom.vdr import SUBJECT, VERDICT
from aibom.bom.vex import Statement, Target, VexDocument
from aibom.bom.vulnerabilities import from_vulnerabilities
from aibom.core.json import Json


@dataclass(slots=True)
class _Use:
    """A statement, and what it was found to fit: (bom-ref, vulnerability)."""

    statement: Statement
    fits: set[tuple[str, str]]
    counts: bool = False
    repeats: str = ""


def apply_vex(facts: BomFacts, documents: Sequence[VexDocument], today: date) -> tuple[BomFacts, list[dict[str, Json]]]:
    """The facts with what the documents state, and one row of facts for each statement (subject `vex`)."""
    for document in documents:
        facts = _with_stated(facts, document)
    uses = [_Use(statement, set()) for document in documents for statement in document.statements]
    products = _products(facts)
    components = tuple(_component(component, facts.root, uses, products, today) for component in facts.components)
    by_ref = {component.ref: component for component in components}
    root = by_ref[facts.root.ref] if facts.root else None
    return replace(facts, components=components, by_ref=by_ref, root=root), [_row(use, today) for use in uses]


def _with_stated(facts: BomFacts, document: VexDocument) -> BomFacts:
    """The facts with the vulnerabilities that a CycloneDX document (VDR) states of this BOM without judging them."""
    data = document.data
    raw = data.get("vulnerabilities")
    open_ = [item for item in raw if isinstance(item, dict) and "analysis" not in item] if isinstance(raw, list) else []
    metadata = data.get("metadata")
    pairs = pairs_of(metadata.get("properties")) if isinstance(metadata, Mapping) else []
    subject = next((value for name, value in pairs if name == SUBJECT), "")
    serial = str(facts.bom.get("serial_number", "")).removeprefix("urn:uuid:")
    if subject and subject.removeprefix("urn:cdx:").partition("/")[0] != serial:
        warning = f"{document.path} is about another BOM ({subject}); the vulnerabilities that it states were left out."
        return replace(facts, warnings=(*facts.warnings, warning))
    stated = from_vulnerabilities(open_)
    verdicts = dict(_verdict(value) for name, value in pairs if name == VERDICT)
    components = tuple(_stated(one, stated.get(one.ref), verdicts.get(one.ref)) for one in facts.components)
    by_ref = {one.ref: one for one in components}
    return replace(facts, components=components, by_ref=by_ref, root=by_ref[facts.root.ref] if facts.root else None)


def _verdict(text: str) -> tuple[str, Mapping[str, Any]]:
    found = from_json(text)
    record = found if isinstance(found, Mapping) else {}
    return str(record.get("ref", "")), record


def _stated(component: ComponentFacts, items: list[Json] | None, verdict: Mapping[str, Any] | None) -> ComponentFacts:
    if not items and verdict is None:
        return component
    values = dict(component.values)
    if verdict is not None:
        values["audit.state"] = str(verdict.get("state", ""))
    known = values.get("vulnerabilities")
    have = list(known) if isinstance(known, list | tuple) else []
    ids = {item.get("id") for item in have if isinstance(item, Mapping)}
    have += [item for item in items or () if isinstance(item, Mapping) and item.get("id") not in ids]
    if have or values.get("audit.state") == "clean":
        values["vulnerabilities"] = have
    return replace(component, values=values)


def _products(facts: BomFacts) -> frozenset[str]:
    """Everything that a product of a statement may be called in this BOM: purls without version, refs, names."""
    names: set[str] = {str(facts.bom.get("serial_number", ""))}
    for component in facts.components:
        purl = split_purl(str(component.values.get("purl", "")))
        names |= {component.ref} | ({versionless(purl)} if purl else set())
    if facts.root:
        names.add(facts.root.name)
    return frozenset(names - {""})


def _component(
    component: ComponentFacts, root: ComponentFacts | None, uses: list[_Use], products: frozenset[str], today: date
) -> ComponentFacts:
    known = component.values.get("vulnerabilities")
    if not isinstance(known, list | tuple) or not known or not uses:
        return component
    about = [use for use in uses if any(_fits(t, component, root, products) for t in use.statement.targets)]
    if not about:
        return component
    items = [_judged(item, component.ref, about, today) if isinstance(item, Mapping) else item for item in known]
    return replace(component, values={**component.values, "vulnerabilities": items})


def _fits(target: Target, component: ComponentFacts, root: ComponentFacts | None, products: frozenset[str]) -> bool:
    """What is said of the whole product is said of all that it is made of."""
    if target.product and not _has_product(target.product, products):
        return False
    return _names(target, component) or (root is not None and _names(target, root))


def _names(target: Target, component: ComponentFacts) -> bool:
    purl = split_purl(str(component.values.get("purl", "")))
    version = str(component.values.get("version") or (purl.version if purl else ""))
    named = target.purl == versionless(purl) if target.purl and purl else target.ref == component.ref != ""
    return named and target.covers(version)


def _has_product(product: str, products: frozenset[str]) -> bool:
    purl = split_purl(product)
    serial = f"urn:uuid:{product.partition('/')[0]}"  # of a BOM-Link
    return product in products or serial in products or (purl is not None and versionless(purl) in products)


def _judged(item: Mapping[str, Json], ref: str, about: Iterable[_Use], today: date) -> Mapping[str, Json]:
    aliases = item.get("aliases")
    names = {str(item.get("id", "")), *(str(a) for a in (aliases if isinstance(aliases, list | tuple) else ()))}
    fitting = [use for use in about if not use.statement.ids.isdisjoint(names)]
    pair = (ref, str(item.get("id", "")))
    active = []
    for use in fitting:
        earlier = next((other for other in fitting if other is not use and pair in other.fits), None)
        use.repeats = use.repeats or (_name(earlier.statement) if earlier else "")
        use.fits.add(pair)
        active += [use] if use.statement.standing(today) == "active" else []
    cves = {name for name in names if name.startswith("CVE-")}
    judged = frozenset().union(*(use.statement.ids for use in active))
    if not active or (len(cves) > 1 and not cves <= judged):
        return item  # advisories may tie several CVEs together; what is said of one is not said of the others
    last = max(enumerate(active), key=lambda placed: (placed[1].statement.made, placed[0]))[1]
    last.counts = True
    return {**item, "vex_state": last.statement.state}


def _name(statement: Statement) -> str:
    return f"{statement.path}:{statement.line}"


def _row(use: _Use, today: date) -> dict[str, Json]:
    statement = use.statement
    return {
        "id": f"{statement.id} ({_name(statement)})",
        "vulnerability": statement.id,
        "vex_state": statement.state,
        "standing": statement.standing(today),
        "missing": list(statement.missing),
        "matches": len(use.fits),
        "used": use.counts,
        "repeats": use.repeats or None,
        "justification": statement.justification or None,
        "owner": statement.owner or None,
        "expires": statement.expires.isoformat() if statement.expires else None,
        "path": statement.path,
        "line": statement.line,
    }
