"""Measures `aibom diff`: two large BOMs of which a tenth differs.

    PYTHONPATH=. python benchmarks/diff.py [--components 10000]

The BOMs are made up by a fixed seed: packages of three ecosystems, models, tools, services and agents with hashes,
licences, evidence and about 2 relations per component; bom-refs and order differ in all of the new one. Every step is
measured once, in CPU seconds of one process.
"""

from __future__ import annotations

import argparse
import gc
import platform
import random
import resource
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import orjson

from aibom.exchange.diff import compare_boms, load_any
from aibom.pipeline.comparing import diff_boms
from aibom.pipeline.judging import Terms
from aibom.reports.diff_json import to_json

ECOSYSTEMS = ("pypi", "npm", "golang")
LICENCES = ("MIT", "Apache-2.0", "BSD-3-Clause", "AGPL-3.0-only")
T = TypeVar("T")


def made(count: int, seed: int, share: float) -> dict[str, Any]:
    """A BOM of `count` components of which `share` differs from the one with seed 0."""
    base, other = random.Random(0), random.Random(seed)
    components = [_component(number, base, other, share) for number in range(count)]
    refs = [f"urn:cdx:{seed}:{number}" for number in range(count)]
    for one, ref in zip(components, refs, strict=True):
        one["bom-ref"] = ref
    edges: dict[str, list[str]] = {}
    for _ in range(count * 5 // 2):
        source, target = sorted((base.randrange(count), base.randrange(count)))
        if "purl" in components[source] and "purl" not in components[target]:
            continue  # packages depend on packages
        if other.random() > share / 10 or not seed:
            edges.setdefault(refs[source], []).append(refs[target])
    services = [one for one in components if "endpoints" in one]
    components = [one for one in components if "endpoints" not in one]
    other.shuffle(components)
    root = {"type": "application", "bom-ref": f"root:{seed}", "name": "platform", "version": "1.0"}
    edges[root["bom-ref"]] = refs[:50]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": root},
        "components": components,
        "services": services,
        "dependencies": [{"ref": ref, "dependsOn": sorted(set(ends))} for ref, ends in edges.items()],
    }


def _component(number: int, base: random.Random, other: random.Random, share: float) -> dict[str, Any]:
    kind = base.choices(["library", "model", "tool", "service", "agent"], [90, 4, 3, 1, 2])[0]
    version, content = f"{base.randrange(9)}.{base.randrange(30)}.0", f"{base.getrandbits(256):064x}"
    licence, name = base.choice(LICENCES), f"thing-{number}"
    if other.random() < share:
        what = other.randrange(4)
        version = f"10.{other.randrange(30)}.0" if what == 0 else version
        content = f"{other.getrandbits(256):064x}" if what < 2 else content
        licence = "BUSL-1.1" if what == 2 else licence
        name = f"new-{number}" if what == 3 else name
    if kind == "service":
        return {"name": name, "endpoints": [f"https://{name}.example/v1"]}
    found: dict[str, Any] = {
        "type": {"library": "library", "model": "machine-learning-model"}.get(kind, "application"),
        "name": name,
        "version": version,
        "hashes": [{"alg": "SHA-256", "content": content}],
        "licenses": [{"license": {"id": licence}}],
        "evidence": {"occurrences": [{"location": f"src/m{number % 400}.py", "line": 1 + other.randrange(400)}]},
        "properties": [{"name": "aibom:kind", "value": kind}],
    }
    if kind == "library":
        found["purl"] = f"pkg:{ECOSYSTEMS[number % 3]}/{name}@{version}"
    return found


def timed(what: str, call: Callable[[], T]) -> T:
    begun = time.process_time()
    result = call()
    print(f"{what:<60}{time.process_time() - begun:8.2f} s")
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--components", type=int, default=10_000)
    parser.add_argument("--write", metavar="FOLDER", help="write the two BOMs for other tools")
    given = parser.parse_args()
    gc.set_threshold(100_000)  # as the command line sets it
    old, new = (orjson.dumps(made(given.components, seed, 0.1 if seed else 0.0)) for seed in (0, 1))
    if given.write:
        for name, data in (("old", old), ("new", new)):
            Path(given.write, f"{name}.cdx.json").write_bytes(data)
    print(f"CPython {platform.python_version()}, {given.components:,} components, {len(old) / 1e6:.1f} MB each")
    facts = timed("read both", lambda: (load_any(old, "old"), load_any(new, "new")))
    comparison = timed("compare", lambda: compare_boms(*facts, old_name="old", new_name="new"))
    timed("JSON", lambda: to_json(comparison))
    timed("nothing changed", lambda: compare_boms(facts[0], facts[0], old_name="old", new_name="old"))
    terms = Terms(policies=("baseline",), as_of=date(2026, 1, 1))
    timed(
        "all of it with findings of baseline", lambda: diff_boms(old, new, names=("old", "new"), rules=(terms, terms))
    )
    strict = Terms(policies=("strict",), as_of=date(2026, 1, 1))
    timed(
        "all of it, baseline to strict (four judgements)",
        lambda: diff_boms(old, new, names=("old", "new"), rules=(terms, strict)),
    )
    print(dict(Counter(change.cls for change in comparison.changes)))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
