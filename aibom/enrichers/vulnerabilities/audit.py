"""From a database to the facts of a BOM: what is audited, the verdicts, and where they are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aibom.bom.facts import BomFacts, ComponentFacts
from aibom.bom.purls import split_purl
from aibom.core.clock import timestamp
from aibom.core.json import Json
from aibom.enrichers.vulnerabilities.database import Database, DatabaseError
from aibom.enrichers.vulnerabilities.ecosystems import coordinates
from aibom.enrichers.vulnerabilities.match import audit_packages
from aibom.model.audit import Audit, AuditState, DatabaseInfo, Package, Verdict
from aibom.model.component import Component, Inventory
from aibom.model.kinds import Kind

DEFAULT_MAX_AGE = 10
_ALWAYS = (Kind.LIBRARY, Kind.CONTAINER)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditTerms:
    """Which database, and how many days it may be behind the moment of the audit. `refuse_stale`: an older one
    is not used at all; `auditor` is asked for a second opinion ("" for none)."""

    database: Path
    moment: datetime
    max_age_days: int = DEFAULT_MAX_AGE
    refuse_stale: bool = False
    auditor: str = ""


def run_audit(packages: Sequence[Package], terms: AuditTerms) -> Audit:
    """The verdict on every package. A database that cannot be used makes every one of them not audited, with the
    reason; nothing is ever clean because nobody could look."""
    try:
        with Database(terms.database) as database:
            stale = is_stale(database.info, terms)
            if stale and terms.refuse_stale:
                raise DatabaseError(
                    f"The vulnerability database {terms.database} is of {database.info.as_of:%Y-%m-%d}, more than"
                    f" {terms.max_age_days} days ago; run `aibom vulns update`."
                )
            verdicts = audit_packages(packages, database)
            notes = _second_opinion(packages, verdicts, database) if terms.auditor else ()
            return Audit(verdicts=verdicts, database=database.info, stale=stale, notes=notes)
    except DatabaseError as error:
        failed = Verdict(state=AuditState.NOT_AUDITED, reason="the vulnerability database could not be used")
        return Audit(verdicts={package.ref: failed for package in packages}, failure=str(error))


def _second_opinion(
    packages: Sequence[Package], verdicts: Mapping[str, Verdict], database: Database
) -> tuple[str, ...]:
    from aibom.enrichers.vulnerabilities.second_opinion import compare_with_pip_audit

    return tuple(compare_with_pip_audit(packages, verdicts, database).lines())


def is_stale(info: DatabaseInfo, terms: AuditTerms) -> bool:
    """Whether the data is older than allowed."""
    return terms.moment - info.as_of > timedelta(days=terms.max_age_days)


def packages_of_components(components: Iterable[Component]) -> list[Package]:
    """What is audited of an inventory: libraries, images, and what else has a purl that advisories name."""
    found = (_package(c.ref, str(c.kind), c.name, c.purl, c.version, c.facts) for c in components)
    return [package for package in found if package is not None]


def packages_of_facts(components: Iterable[ComponentFacts]) -> list[Package]:
    """The same of a BOM."""
    found = (
        _package(c.ref, c.kind, c.name, _text(c.values.get("purl")), _text(c.values.get("version")), c.values)
        for c in components
    )
    return [package for package in found if package is not None]


def _package(
    ref: str, kind: str, name: str, purl: str | None, version: str | None, facts: Mapping[str, Json]
) -> Package | None:
    """A tool is audited as the package that it is started from."""
    launched = _text(facts.get("package")) if kind == Kind.TOOL else None
    purl = launched or purl
    if purl and facts.get("ecosystem") == "githubactions":
        purl = purl.replace("pkg:github/", "pkg:githubactions/", 1)
    parts = split_purl(purl) if purl else None
    if kind not in _ALWAYS and not launched and (parts is None or coordinates(parts) is None):
        return None
    return Package(
        ref=ref,
        kind=kind,
        name=name,
        purl=purl,
        version=None if launched else version,
        declared_range=_text(facts.get("declared_range")),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def with_verdicts(inventory: Inventory, audit: Audit, *, embed: bool) -> Inventory:
    """The inventory with what the audit says. Without `embed` the BOM will only say what was looked up and what
    was not: vulnerabilities then stand in a document of their own (BSI TR-03183-2 forbids them in an SBOM)."""
    components = tuple(
        replace(c, facts={**c.facts, **_facts(audit.verdicts[c.ref], embed)}) if c.ref in audit.verdicts else c
        for c in inventory.components
    )
    summary = replace(inventory.summary, audit=tuple(sorted(stamp(audit).items())))
    return replace(inventory, components=components, summary=summary)


def stamp(audit: Audit) -> dict[str, str]:
    """What a document says of the database: date, staleness, or why it could not be used."""
    if audit.database is None:
        return {"failure": "the vulnerability database could not be used"}
    return {"database_date": timestamp(audit.database.as_of), "stale": "true" if audit.stale else "false"}


def _facts(verdict: Verdict, embed: bool) -> dict[str, Json]:
    if verdict.state is AuditState.NOT_AUDITED:
        return {"audit.state": str(verdict.state), "audit.reason": verdict.reason}
    if not embed:
        return {"audit.state": str(AuditState.AUDITED)}
    return {"audit.state": str(verdict.state), "vulnerabilities": [v.fact() for v in verdict.vulnerabilities]}


def with_audit(facts: BomFacts, audit: Audit) -> BomFacts:
    """The facts of a BOM with everything that the audit found; what the BOM itself states of a component's
    vulnerabilities stays."""
    components = tuple(_audited(component, audit.verdicts.get(component.ref)) for component in facts.components)
    by_ref = {component.ref: component for component in components}
    said: dict[str, Json] = (
        {"audit.failure": audit.failure}
        if audit.database is None
        else {"audit.database_date": timestamp(audit.database.as_of), "audit.stale": audit.stale}
    )
    return replace(
        facts,
        components=components,
        by_ref=by_ref,
        root=by_ref[facts.root.ref] if facts.root else None,
        bom={**facts.bom, **said},
    )


def _audited(component: ComponentFacts, verdict: Verdict | None) -> ComponentFacts:
    if verdict is None:
        return component
    values = {name: value for name, value in component.values.items() if not name.startswith("audit.")}
    stated = component.values.get("vulnerabilities")
    values |= _facts(verdict, embed=True)
    if isinstance(stated, list | tuple) and stated and verdict.state is not AuditState.NOT_AUDITED:
        values["vulnerabilities"] = _joined([v.fact() for v in verdict.vulnerabilities], stated)
        values["audit.state"] = str(AuditState.VULNERABLE)
    return replace(component, values=values)


def _joined(found: list[dict[str, Json]], stated: Iterable[Json]) -> list[Json]:
    """What was found, and what the BOM states besides; of the same vulnerability its analysis is kept."""
    joined: list[Json] = list(found)
    for item in stated:
        same = next((one for one in found if isinstance(item, Mapping) and _ids(one) & _ids(item)), None)
        if same is None:
            joined.append(item)
        elif isinstance(item, Mapping) and "vex_state" in item:
            same.setdefault("vex_state", item["vex_state"])
    return joined


def _ids(item: Mapping[str, Json]) -> set[str]:
    aliases = item.get("aliases")
    return {str(item.get("id")), *(str(alias) for alias in (aliases if isinstance(aliases, list | tuple) else ()))}
