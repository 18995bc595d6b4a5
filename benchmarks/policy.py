"""Measures the policy engine: 100 rules over large BOMs, beside the same rules as hand-written Python.

    python benchmarks/policy.py [--components 10000] [--rules 100]

Everything runs in one process on one core; times are CPU seconds. The BOM is made up: kinds, facts and 2.5 relations
per component by a fixed seed. "With findings" makes a finding of every hit (places, message, fingerprint); "asking"
is the rules alone.
"""

from __future__ import annotations

import argparse
import gc
import platform
import random
import re
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from aibom.bom.facts import BomFacts, ComponentFacts
from aibom.bom.graph import Graph
from aibom.bom.identity import identity_of
from aibom.model.component import Relation
from aibom.model.kinds import RelationKind
from aibom.policy.compile import compile_predicate
from aibom.policy.evaluate import cases_of, judge, questions_of, world_of
from aibom.policy.load import Policy, load_policy, shipped_library
from aibom.policy.paths import Subject

TODAY = date(2026, 1, 1)
COMMIT = "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a"
KINDS = {"library": 70, "model": 8, "dataset": 4, "tool": 6, "service": 4, "container": 3, "agent": 2, "file": 3}
EDGES = tuple(RelationKind(kind) for kind in ("depends-on", "uses-model", "has-tool", "contains"))


def facts_by_kind(kind: str, number: int, chance: random.Random) -> dict[str, Any]:
    """Facts as a scan of a fairly kept repository gives them: one in twenty is wrong."""
    wrong = chance.random() < 0.05
    if kind == "library":
        return {
            "ecosystem": "pypi", "version": f"1.{number % 30}.0", "purl": f"pkg:pypi/p{number}@1.{number % 30}.0",
            "declared": True, "direct": number % 5 == 0, "pinned": not wrong, "imported": number % 5 == 0,
            "licences": ["MIT"], "scope": "runtime", "vulnerabilities": [],
        }  # fmt: skip
    if kind in ("model", "file"):
        weights = {"format": "torch-pickle" if wrong else "safetensors", "hashes": ["SHA-256:aa"]}
        return {**weights, "source": f"hf:BAAI/m{number}", "hosted": False, "revision": COMMIT, "pinned": True}
    by_kind: dict[str, dict[str, Any]] = {
        "dataset": {"source": f"hf:allenai/d{number}", "licences": [] if wrong else ["CC-BY-4.0"]},
        "tool": {
            "tool_type": "mcp-server",
            "launcher": "npx",
            "pinned": not wrong,
            "package": f"pkg:npm/t{number}@1.0.0",
        },
        "service": {"endpoints": ["https://api.example.com"], "service_type": "ai-api", "authenticated": True},
        "container": {"tag": "v1.0", "digest": None if wrong else "sha256:aa"},
        "agent": {"environment": "production"},
    }
    return by_kind[kind]


def make_bom(count: int) -> BomFacts:
    """A BOM of `count` components and 2.5 times as many relations."""
    chance = random.Random(1)
    components = tuple(make_component(number, chance) for number in range(count))
    drawn = {(chance.randrange(count), chance.choice(EDGES), chance.randrange(count)) for _ in range(count * 5 // 2)}
    relations = tuple(Relation(source=f"c{a}", kind=kind, target=f"c{b}") for a, kind, b in sorted(drawn))
    return BomFacts(
        components=components,
        by_ref={one.ref: one for one in components},
        root=None,
        relations=relations,
        graph=Graph.of(relations),
        bom={"components": count, "spec_version": "1.6", "unknowns": []},
        unknowns=(),
        incomplete=frozenset(),
        prefix="",
        manifest="pyproject.toml",
        warnings=(),
    )


def make_component(number: int, chance: random.Random) -> ComponentFacts:
    """One component with evidence and, for a third of them, a use."""
    kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
    use = {
        "path": "a.py",
        "line": 3,
        "symbol": "x.load",
        "args": {"trust_remote_code": number % 100 == 0, "revision": COMMIT},
    }
    values = {
        "ref": f"c{number}", "kind": kind, "name": f"n{number}", "usage": "used",
        "evidence": [{"path": f"d/f{number}.py", "line": 1}], "uses": [use] if number % 3 == 0 else [],
        **facts_by_kind(kind, number, chance),
    }  # fmt: skip
    return ComponentFacts(ref=f"c{number}", kind=kind, name=f"n{number}", identity=identity_of(values), values=values)


# The hand-written side: nine rules as somebody would write them who needs no three-valued logic and no explanation,
# over the same facts and the same graph.
_HEX = re.compile(r"[0-9a-f]{40}\Z")
_PICKLE = frozenset({"pickle", "torch-pickle", "joblib", "dill", "cloudpickle"})
Hand = Callable[[BomFacts], Iterator[str]]


def pickle_weights(bom: BomFacts) -> Iterator[str]:
    models = [one.ref for one in bom.components if one.kind == "model"]
    edges = bom.graph.forwards
    inside = {other for model in models for kind, other in edges.get(model, ()) if kind == "contains"}
    for one in bom.components:
        formats = (one.values.get("format"), *(one.values.get("formats") or ()))
        weights = one.kind == "model" or (one.kind == "file" and one.ref not in inside)
        if weights and not one.values.get("hosted") and not _PICKLE.isdisjoint(formats):
            yield one.ref


def unpinned_revision(bom: BomFacts) -> Iterator[str]:
    for one in bom.components:
        values = one.values
        if one.kind == "model" and str(values.get("source", "")).startswith("hf:") and values.get("pinned") is not True:
            named = [use["args"].get("revision") for use in values.get("uses") or ()] or [values.get("revision")]
            if not all(isinstance(name, str) and _HEX.match(name) for name in named):
                yield one.ref


def remote_code(bom: BomFacts) -> Iterator[str]:
    for one in bom.components:
        if one.kind in ("model", "dataset", "library") and (
            any(use["args"].get("trust_remote_code") in (True, "True") for use in one.values.get("uses") or ())
        ):
            yield one.ref


def unpinned_dependency(bom: BomFacts) -> Iterator[str]:
    for one in bom.components:
        values = one.values
        if (
            one.kind == "library"
            and values.get("declared")
            and values.get("direct")
            and values.get("pinned") is False
            and (values.get("ecosystem") != "githubactions")
        ):
            yield one.ref


def denied_licence(bom: BomFacts) -> Iterator[str]:
    for one in bom.components:
        if (
            one.kind == "library"
            and one.values.get("scope") not in ("dev", "test", "build")
            and (any(str(text).startswith(("AGPL-", "SSPL-", "BUSL-")) for text in one.values.get("licences") or ()))
        ):
            yield one.ref


def no_digest(bom: BomFacts) -> Iterator[str]:
    for one in bom.components:
        if (
            one.kind == "container"
            and one.values.get("digest") is None
            and one.values.get("tag") not in (None, "latest")
        ):
            yield one.ref


def unapproved_server(bom: BomFacts) -> Iterator[str]:
    for one in bom.components:
        if (
            one.kind == "tool"
            and one.values.get("tool_type") == "mcp-server"
            and (one.values.get("approval.state") != "approved")
        ):
            yield one.ref


def vulnerable(bom: BomFacts) -> Iterator[str]:
    for one in bom.components:
        for vulnerability in one.values.get("vulnerabilities") or ():
            if vulnerability.get("cvss", 0) >= 7 and vulnerability.get("vex_state") != "not_affected":
                yield one.ref
                break


def unverified_in_production(bom: BomFacts) -> Iterator[str]:
    kinds = ("uses-model", "depends-on", "has-tool")
    back = bom.graph.backwards
    level = [
        one.ref for one in bom.components
        if one.kind == "model" and not one.values.get("hosted") and one.values.get("signature.state") != "verified"
    ]  # fmt: skip
    seen = set(level)
    for _ in range(20):
        level = [ref for target in level for kind, ref in back.get(target, ()) if kind in kinds]
        level = [ref for ref in dict.fromkeys(level) if ref not in seen]
        seen.update(level)
    for one in bom.components:
        if one.kind in ("agent", "application") and one.values.get("environment") == "production" and one.ref in seen:
            yield one.ref


BY_HAND: dict[str, Hand] = {
    "AIB103": pickle_weights, "AIB102": unpinned_revision, "AIB106": remote_code, "AIB501": unpinned_dependency,
    "AIB801": denied_licence, "AIB504": no_digest, "AIB301": unapproved_server, "AIB505": vulnerable,
    "AIB601": unverified_in_production,
}  # fmt: skip


def asked(bom: BomFacts, policy: Policy) -> dict[str, int]:
    """Rule -> number of hits, rules alone."""
    cases = cases_of(bom, None, TODAY)
    world = world_of(bom, cases, TODAY)
    found = {rule.info.id: 0 for rule in policy.rules}
    for rule, predicate, asked_of in questions_of(policy.rules, cases):
        test = compile_predicate(predicate, world).test
        found[rule.info.id] += sum(1 for case in asked_of if test(case.values))
    return found


def best(times: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """The best of several runs in CPU seconds, and the result of the last."""
    seconds, result = float("inf"), None
    for _ in range(times):
        gc.collect()
        started = time.process_time()
        result = work()
        seconds = min(seconds, time.process_time() - started)
    return seconds, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--components", type=int, default=10_000)
    parser.add_argument("--rules", type=int, default=100)
    options = parser.parse_args()
    loading, _ = best(3, lambda: (shipped_library.cache_clear(), load_policy(["strict"])))
    policy = load_policy(["strict"])
    rules = [rule for rule in policy.rules if rule.subject is not Subject.EXCEPTION][: options.rules]
    policy = replace(policy, rules=tuple(rules))
    bom = make_bom(options.components)
    whole, judgement = best(3, lambda: judge(bom, policy, as_of=TODAY))
    asking, _ = best(3, lambda: asked(bom, policy))
    same = replace(policy, rules=tuple(rule for rule in load_policy(["strict"]).rules if rule.info.id in BY_HAND))
    ours, counts = best(5, lambda: asked(bom, same))
    hand, expected = best(5, lambda: {rule: sum(1 for _ in make(bom)) for rule, make in BY_HAND.items()})
    assert counts == expected, (counts, expected)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    print(f"load and check {len(load_policy(['strict']).rules)} rules    {loading:7.3f} s")
    print(f"{len(rules)} rules x {options.components:,} components, {len(bom.relations):,} relations:")
    print(f"  with findings ({len(judgement.findings):,})     {whole:7.3f} s")
    print(f"  asking alone               {asking:7.3f} s")
    print(f"{len(BY_HAND)} rules: ours {ours:.3f} s, by hand {hand:.3f} s, ratio {ours / hand:.2f}")
    print(f"peak memory, the BOM included {memory:.0f} MiB")


if __name__ == "__main__":
    main()
