"""Measures the walking skeleton: scan speed and memory, writing and validating a large BOM, rules over it.

    python benchmarks/skeleton.py [--files 5000] [--components 10000]

The source tree is made of the Python files of the running environment's site-packages (copied to a temporary
folder until `--files` are there), scanned in one process of its own so that peak memory is that of the scan.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from datetime import UTC, date, datetime
from itertools import cycle
from pathlib import Path

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def make_tree(folder: Path, count: int) -> int:
    """Copy `count` Python files into folder; gives their bytes."""
    sources = sorted(Path(sysconfig.get_path("purelib")).rglob("*.py"))
    total = 0
    for number, source in zip(range(count), cycle(sources), strict=False):
        target = folder / f"part{number // 500:03}" / f"{number:05}_{source.name}"
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(source, target)
        total += target.stat().st_size
    return total


def scan_in_a_process(tree: Path, bom: Path) -> dict[str, float]:
    """Wall and CPU seconds and peak memory (MiB) of one `aibom scan`."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "aibom", "scan", str(tree), "--no-cache", "-o", str(bom)],
        check=True,
        capture_output=True,
    )
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "wall_s": time.perf_counter() - started,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mib": usage.ru_maxrss / 1024,
    }


def large_inventory(count: int) -> object:
    """An inventory of `count` components of all kinds with facts, evidence, uses and two relations each."""
    from aibom.inventory.build import build_inventory
    from aibom.model.component import ScanSummary
    from aibom.model.kinds import Kind, RelationKind
    from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject, Use

    kinds = (
        Kind.LIBRARY,
        Kind.LIBRARY,
        Kind.LIBRARY,
        Kind.MODEL,
        Kind.TOOL,
        Kind.DATASET,
        Kind.SERVICE,
        Kind.CONTAINER,
    )
    origins = {Kind.LIBRARY: "pypi", Kind.MODEL: "hf", Kind.DATASET: "hf", Kind.CONTAINER: "docker", Kind.TOOL: "mcp"}
    subjects = [
        Subject(
            kind=kind,
            origin=origins.get(kind, ""),
            name=f"acme/{kind}-{number}" if kind in (Kind.MODEL, Kind.DATASET, Kind.CONTAINER) else f"{kind}-{number}",
            version=f"1.{number % 50}.0" if kind in (Kind.LIBRARY, Kind.CONTAINER) else None,
        )
        for number, kind in zip(range(count), cycle(kinds), strict=False)
    ]
    sightings: list[Sighting] = []
    for number, subject in enumerate(subjects):
        place = Evidence(path=f"services/part{number % 97}/app.py", line=number % 400 + 1)
        use = Use(
            path=place.path, line=number % 400 + 1, symbol="load", args={"revision": None, "trust_remote_code": False}
        )
        sightings.append(Observation(subject=subject, evidence=place, facts={"pinned": number % 3 == 0}, uses=(use,)))
        for other in (subjects[number // 2], subjects[number * 7 % count]):
            sightings.append(Link(source=subject, kind=RelationKind.DEPENDS_ON, target=other, evidence=place))
    summary = ScanSummary(listed_by="walk", files=count, files_read=count)
    return build_inventory(sightings, name="benchmark", summary=summary)


def timed(label: str, results: dict[str, float], work: object) -> object:
    """Run work() three times; keep the median under label."""
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        value = work()  # type: ignore[operator]
        seconds.append(time.perf_counter() - started)
    results[label] = sorted(seconds)[1]
    return value


def main() -> None:
    """Run all measurements and print them as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--components", type=int, default=10000)
    options = parser.parse_args()
    results: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        tree.mkdir()
        size = make_tree(tree, options.files)
        results["python_mb"] = size / 1e6
        results.update(scan_in_a_process(tree, Path(folder) / "bom.json"))
        results["mb_per_s"] = size / 1e6 / results["wall_s"]
    from aibom.pipeline.writing import write_bom
    from aibom.policy.load import load_policy

    inventory = large_inventory(options.components)
    bom = timed(
        "write_and_validate_s",
        results,
        lambda: write_bom(inventory, spec_version="1.6", moment=MOMENT),  # type: ignore[arg-type]
    )
    results["bom_mb"] = len(bom) / 1e6  # type: ignore[arg-type]
    from aibom.bom.facts import facts_of
    from aibom.bom.read import load_document
    from aibom.core.resources import policies_dir
    from aibom.policy.evaluate import judge

    found = sorted(policies_dir().glob("rules/*/*.yaml"))[::10][:12]
    ids = [next(line for line in path.read_text().splitlines() if line.startswith("id: "))[4:] for path in found]
    policy = timed("load_strict_pack_s", results, lambda: load_policy(("strict",)))
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder) / "twelve.yaml"
        pack.write_text(f"id: twelve\nversion: 1.0.0\ntitle: Twelve\nselect: {{ids: [{', '.join(ids)}]}}\n")
        few = load_policy((str(pack),))
    facts = timed("read_facts_s", results, lambda: facts_of(load_document(bom, name="bom")))  # type: ignore[arg-type]
    results["rules_few"] = len(few.rules)
    timed("judge_few_s", results, lambda: judge(facts, few, as_of=date(2026, 1, 1)))  # type: ignore[arg-type]
    judged = timed("judge_s", results, lambda: judge(facts, policy, as_of=date(2026, 1, 1)))  # type: ignore[arg-type]
    results["rules"] = len(judged.rules)  # type: ignore[attr-defined]
    results["findings"] = len(judged.findings)  # type: ignore[attr-defined]
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    print(json.dumps({"machine": machine, **{key: round(value, 3) for key, value in results.items()}}, indent=2))


if __name__ == "__main__":
    main()
