"""Figures of the vulnerability database: building, opening, matching, and agreement with pip-audit.

python benchmarks/vulnerabilities.py                      records made by the script (seeded)
python benchmarks/vulnerabilities.py --advisories DIR     agreement on a checkout of pypa/advisory-database as well
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aibom.core.clock import now
from aibom.core.versions import version_key
from aibom.enrichers.vulnerabilities.build import Input, build_database, building
from aibom.enrichers.vulnerabilities.database import Database
from aibom.enrichers.vulnerabilities.match import audit_packages
from aibom.enrichers.vulnerabilities.second_opinion import compare_with_pip_audit
from aibom.model.audit import AuditState, Package

ECOSYSTEMS = {"PyPI": "pypi", "npm": "npm", "Go": "golang", "crates.io": "cargo", "Maven": "maven", "NuGet": "nuget"}
VECTOR = "CVSS:3.1/AV:{}/AC:{}/PR:N/UI:N/S:U/C:{}/I:{}/A:H"


def made_records(count: int, dice: random.Random) -> Iterator[dict[str, Any]]:
    """Records as the ecosystems have them: a few packages with very many advisories, most with one or two."""
    names = {e: [f"{e.lower().replace('.', '-')}-package-{n}" for n in range(count // 16)] for e in ECOSYSTEMS}
    for number in range(count):
        ecosystem = dice.choice(list(ECOSYSTEMS))
        place = (
            min(int(dice.paretovariate(0.35)), 400) - 1 if number % 4 == 0 else dice.randrange(len(names[ecosystem]))
        )
        name = f"org.acme:{names[ecosystem][place]}" if ecosystem == "Maven" else names[ecosystem][place]
        major, minor = dice.randrange(0, 9), dice.randrange(0, 40)
        events = [{"introduced": "0"}, {"fixed": f"{major}.{minor}.{dice.randrange(0, 20)}"}]
        if dice.random() < 0.3:
            events += [{"introduced": f"{major + 1}.0.0"}, {"fixed": f"{major + 1}.{minor}.1"}]
        affected: dict[str, Any] = {"package": {"ecosystem": ecosystem, "name": name}}
        affected["ranges"] = [{"type": "ECOSYSTEM", "events": events}]
        if ecosystem == "PyPI":
            affected["versions"] = [f"{a}.{b}.{c}" for a in range(major + 1) for b in range(0, 40, 4) for c in range(3)]
        yield {
            "id": f"GHSA-{number:08}",
            "modified": "2026-11-20T00:00:00Z",
            "aliases": [f"CVE-2026-{number:05}"],
            "summary": "A flaw in a package",
            "details": "Text that describes it. " * 40,
            "severity": [
                {"type": "CVSS_V3", "score": VECTOR.format(*(dice.choice(c) for c in ("NAL", "LH", "NLH", "NLH")))}
            ],
            "affected": [affected],
            "references": [{"type": "WEB", "url": f"https://advisories.example/{number}"}],
        }


def asked_packages(count: int, advisories: int, dice: random.Random) -> list[Package]:
    """A dependency tree of different packages: half of them have advisories, the other half have none."""
    packages = []
    for number, place in enumerate(dice.sample(range(advisories // 16), count)):
        ecosystem, type_ = dice.choice(list(ECOSYSTEMS.items()))
        name = f"{ecosystem.lower().replace('.', '-')}-package-{place if number % 2 else 10**6 + place}"
        version = f"{dice.randrange(0, 10)}.{dice.randrange(0, 40)}.{dice.randrange(0, 20)}"
        purl = f"pkg:{type_}/{'org.acme/' if type_ == 'maven' else ''}{name}@{version}"
        packages.append(Package(ref=str(number), kind="library", name=name, purl=purl, version=None))
    return packages


def timed(what: str, seconds: float) -> None:
    print(f"{what:72} {seconds:8.3f} s")


def figures(folder: Path, advisories: int, packages: int) -> None:
    dice = random.Random(4)  # the same records in every run
    source, database = folder / "all.zip", folder / "vulns.sqlite"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        for record in made_records(advisories, dice):
            archive.writestr(f"{record['id']}.json", json.dumps(record))
    asked = asked_packages(packages, advisories, dice)
    begin = time.perf_counter()
    with building(database):
        built = build_database(database, [Input(path=source, name="all.zip")], moment=now())
    timed(f"build: {built.records:,} advisories, {built.packages:,} packages", time.perf_counter() - begin)
    print(f"{'size of the database; memory at most':72} {database.stat().st_size >> 20:5} MiB; {_peak()} MiB")
    begin = time.perf_counter()
    with Database(database) as opened:
        timed("open", time.perf_counter() - begin)
        for turn in ("first", "again"):
            if turn == "first":
                version_key.cache_clear()
            begin = time.perf_counter()
            verdicts = audit_packages(asked, opened)
            spent = time.perf_counter() - begin
            found = sum(len(verdict.vulnerabilities) for verdict in verdicts.values())
            vulnerable = sum(v.state is AuditState.VULNERABLE for v in verdicts.values())
            timed(f"match ({turn}): {packages:,} packages, {vulnerable:,} vulnerable, {found:,} vulnerabilities", spent)


def agreement(checkout: Path, folder: Path, count: int) -> None:
    """aibom and pip-audit on versions of packages that the advisories are about, bounds of ranges among them."""
    dice, database = random.Random(4), folder / "pypa.sqlite"
    with building(database):
        build_database(database, [Input(path=checkout, name="advisory-database")], moment=now())
    with Database(database) as opened:
        asked = []
        for name, versions in _known_versions(opened):
            chosen = dice.choice(versions)
            asked.append(Package(ref=name, kind="library", name=name, purl=f"pkg:pypi/{name}@{chosen}", version=chosen))
        asked = dice.sample(asked, min(count, len(asked)))
        begin = time.perf_counter()
        verdicts = audit_packages(asked, opened)
        timed(f"match: {len(asked)} packages, {opened.info.records:,} real advisories", time.perf_counter() - begin)
        begin = time.perf_counter()
        opinion = compare_with_pip_audit(asked, verdicts, opened)
        timed(f"pip-audit: the same {opinion.asked} packages", time.perf_counter() - begin)
        mine = sum(len(verdict.vulnerabilities) for verdict in verdicts.values())
        print(f"vulnerabilities: aibom {mine}, named by both {opinion.agreed}, differences {len(opinion.differences)}")
        for difference in opinion.differences:
            print(f"  {difference.line()}")


def _known_versions(database: Database) -> Iterator[tuple[str, list[str]]]:
    known: dict[str, set[str]] = {}
    for document in database.all_documents():
        for affected in document.get("affected") or ():
            events = [e for r in affected.get("ranges") or () if r["type"] == "ECOSYSTEM" for e in r["events"]]
            bounds = {version for event in events for version in event.values() if version != "0"}
            known.setdefault(affected["package"]["name"], set()).update({*affected.get("versions", ()), *bounds})
    yield from ((name, sorted(versions)) for name, versions in sorted(known.items()) if versions)


def start_up() -> None:
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-m", "aibom", "vulns", "--help"], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - begin)
    timed("start: `aibom vulns --help`, best of five processes", min(times))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--advisories", type=Path, help="a checkout of pypa/advisory-database")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        figures(Path(name), 20_000, 1_000)
        start_up()
        if options.advisories:
            agreement(options.advisories, Path(name), 500)


if __name__ == "__main__":
    main()
