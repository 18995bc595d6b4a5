"""Audits packages against the database: each ends as vulnerable, clean, or not audited with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from aibom.bom.purls import split_purl
from aibom.core import re
from aibom.enrichers.vulnerabilities.database import Database, Stored
from aibom.enrichers.vulnerabilities.ecosystems import coordinates
from aibom.enrichers.vulnerabilities.index import Entry, PackageIndex, position_of
from aibom.enrichers.vulnerabilities.scores import SEVERITIES
from aibom.model.audit import AuditState, Package, Verdict, Vulnerability

# Ids that people know, best first; a record of a malicious package is known by its own id.
_PREFIXES = ("MAL-", "CVE-", "GHSA-", "PYSEC-", "RUSTSEC-", "GO-")
_FULL_VERSION = re.compile(r"v?[0-9]+\.[0-9]+\.[0-9]+")


class Coordinate(NamedTuple):
    """A package version as the database knows it."""

    ecosystem: str
    name: str
    version: str


class Hit(NamedTuple):
    """An entry that covers a version, and whether by a range without upper end."""

    entry: Entry
    unbounded: bool


def audit_packages(packages: Sequence[Package], database: Database) -> dict[str, Verdict]:
    """One verdict for each package, by its ref. Raises DatabaseError when the database turns out damaged."""
    placed = {package.ref: coordinate_of(package, database.info.ecosystems) for package in packages}
    wanted = [(at.ecosystem, at.name) for at in placed.values() if isinstance(at, Coordinate)]
    indexes = database.packages(wanted)
    matched: dict[Coordinate, tuple[list[Hit], str]] = {}
    for at in placed.values():
        if isinstance(at, Coordinate) and at not in matched:
            matched[at] = _match(at, indexes.get((at.ecosystem, at.name)))
    merged = merge(matched, database)
    verdicts: dict[str, Verdict] = {}
    for ref, at in placed.items():
        if isinstance(at, str):
            verdicts[ref] = Verdict(state=AuditState.NOT_AUDITED, reason=at)
        elif merged[at]:
            verdicts[ref] = Verdict(state=AuditState.VULNERABLE, vulnerabilities=merged[at])
        elif matched[at][1]:
            verdicts[ref] = Verdict(state=AuditState.NOT_AUDITED, reason=matched[at][1])
        else:
            verdicts[ref] = Verdict(state=AuditState.CLEAN)
    return verdicts


def coordinate_of(package: Package, ecosystems: Mapping[str, int]) -> Coordinate | str:
    """Where to look, or why the package cannot be audited."""
    if not package.purl:
        return "it has no package URL"
    purl = split_purl(package.purl)
    if purl is None:
        return "its package URL is not valid"
    place = coordinates(purl)
    if place is None:
        return f"no advisories are read for pkg:{purl.type}"
    if not ecosystems.get(place[0]):
        return f"the database holds no advisories for {place[0]}"
    version = purl.version or package.version or ""
    if not version:
        return "its version is not known" + (
            f", only the range {package.declared_range} is declared" if package.declared_range else ""
        )
    if place[0] == "GitHub Actions" and not _FULL_VERSION.match(version):
        return f"'{version}' is a tag or commit, not a version"
    return Coordinate(*place, version)


def _match(at: Coordinate, index: PackageIndex | None) -> tuple[list[Hit], str]:
    """The entries that cover the version, and why the answer is not complete ("" when it is)."""
    position = position_of(at.version, at.ecosystem, index.boundaries if index else ())
    entries = index.entries if index else ()
    if position is None:
        hits = [Hit(entry, False) for entry in entries if at.version in entry.texts]
        return hits, f"'{at.version}' has no place in the order of {at.ecosystem} versions"
    hits = [Hit(e, 0 <= e.unbounded <= position) for e in entries if e.covers(position) or at.version in e.texts]
    covered = {hit.entry.advisory for hit in hits}
    problem = next((e.problem for e in entries if e.problem and e.advisory not in covered), "")
    return hits, f"an advisory for it cannot be evaluated ({problem})" if problem else ""


def merge(
    matched: Mapping[Coordinate, tuple[list[Hit], str]], database: Database
) -> dict[Coordinate, tuple[Vulnerability, ...]]:
    """The hits of each package as vulnerabilities, advisories that are aliases of each other merged into one."""
    rows = database.advisories(hit.entry.advisory for hits, _ in matched.values() for hit in hits)
    ids = {name for row in rows.values() for name in (row.id, *row.aliases)}
    kev, epss = database.exploited(ids)
    return {
        at: tuple(sorted((_merged(group, rows, kev, epss) for group in _groups(hits, rows)), key=lambda v: v.id))
        for at, (hits, _) in matched.items()
    }


def _groups(hits: Iterable[Hit], rows: Mapping[int, Stored]) -> list[list[Hit]]:
    """Union-find over ids and aliases."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    found = list(hits)
    for hit in found:
        row = rows[hit.entry.advisory]
        for alias in row.aliases:
            parent[root(alias)] = root(row.id)
    groups: dict[str, list[Hit]] = {}
    for hit in found:
        groups.setdefault(root(rows[hit.entry.advisory].id), []).append(hit)
    return list(groups.values())


def _merged(
    group: Sequence[Hit], rows: Mapping[int, Stored], kev: frozenset[str], epss: Mapping[str, float]
) -> Vulnerability:
    advisories = [rows[number] for number in sorted({hit.entry.advisory for hit in group})]
    names = sorted({name for row in advisories for name in (row.id, *row.aliases)}, key=_preference)
    worst = max(advisories, key=lambda row: (-1.0 if row.cvss is None else row.cvss, row.vector))
    best_known = min(advisories, key=lambda row: _preference(row.id))
    scores = [epss[name] for name in names if name in epss] if epss else []
    return Vulnerability(
        id=names[0],
        aliases=tuple(names[1:]),
        records=tuple(row.id for row in advisories),
        severity=min((row.severity for row in advisories), key=SEVERITIES.index),
        cvss=worst.cvss,
        vector=worst.vector,
        summary=next((row.summary for row in (best_known, *advisories) if row.summary), ""),
        modified=max(row.modified for row in advisories),
        fixed=tuple(dict.fromkeys(version for hit in group for version in hit.entry.fixed)),
        malicious=any(row.malicious for row in advisories),
        unbounded=all(hit.unbounded for hit in group),
        kev=not kev.isdisjoint(names),
        epss=max(scores, default=None),
        cwes=tuple(sorted({cwe for row in advisories for cwe in row.cwes})),
        urls=tuple(dict.fromkeys(url for row in (best_known, *advisories) for url in row.urls))[:5],
    )


_RANKS = {prefix: rank for rank, prefix in enumerate(_PREFIXES)}


@lru_cache(maxsize=65536)
def _preference(name: str) -> tuple[int, str]:
    return _RANKS.get(name[: name.find("-") + 1], len(_RANKS)), name
