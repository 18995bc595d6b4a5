"""The same rules in other engines, over the same components: native CEL, CEL in Python, and Rego.

    pip install common-expression-language cel-python regopy
    PYTHONPATH=. python benchmarks/policy_peers.py [--components 10000]

Six rules without graph questions, in the shortest form that each language allows. Every engine must find what the
hand-written Python of benchmarks/policy.py finds, or the difference is printed. CPU seconds, one process.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from policy import BY_HAND, asked, best, make_bom

from aibom.policy.load import load_policy

RULES = ("AIB102", "AIB106", "AIB301", "AIB501", "AIB504", "AIB801")

CEL = {
    "AIB102": 'c.kind == "model" && has(c.source) && c.source.startsWith("hf:") && !(has(c.pinned) && c.pinned)'
    ' && !(has(c.revision) && c.revision.matches("^[0-9a-f]{40}$"))',
    "AIB106": 'c.kind in ["model", "dataset", "library"] && c.uses.exists(u, u.args.trust_remote_code == true)',
    "AIB301": 'c.kind == "tool" && has(c.tool_type) && c.tool_type == "mcp-server" && !has(c.approval)',
    "AIB501": 'c.kind == "library" && has(c.declared) && c.declared && has(c.direct) && c.direct && has(c.pinned)'
    ' && c.pinned == false && c.ecosystem != "githubactions"',
    "AIB504": 'c.kind == "container" && c.digest == null && has(c.tag) && c.tag != "latest"',
    "AIB801": 'c.kind == "library" && !(c.scope in ["dev", "test", "build"]) && has(c.licences)'
    ' && c.licences.exists(l, l.startsWith("AGPL-") || l.startsWith("SSPL-") || l.startsWith("BUSL-"))',
}
REGO = """package aibom
import rego.v1
hits contains ["AIB102", c.ref] if { some c in input.components; c.kind == "model"; startswith(c.source, "hf:")
  not c.pinned; not regex.match("^[0-9a-f]{40}$", object.get(c, "revision", "")) }
hits contains ["AIB106", c.ref] if { some c in input.components; c.kind in {"model", "dataset", "library"}
  some u in c.uses; u.args.trust_remote_code == true }
hits contains ["AIB301", c.ref] if { some c in input.components; c.kind == "tool"; c.tool_type == "mcp-server"
  not c.approval }
hits contains ["AIB501", c.ref] if { some c in input.components; c.kind == "library"; c.declared; c.direct
  c.pinned == false; c.ecosystem != "githubactions" }
hits contains ["AIB504", c.ref] if { some c in input.components; c.kind == "container"; c.digest == null
  c.tag != "latest" }
hits contains ["AIB801", c.ref] if { some c in input.components; c.kind == "library"
  not c.scope in {"dev", "test", "build"}; some l in c.licences
  some bad in ["AGPL-", "SSPL-", "BUSL-"]; startswith(l, bad) }
"""

Counts = dict[str, int]


def cel_native(components: Sequence[dict[str, Any]]) -> Counts:
    import cel

    found = dict.fromkeys(RULES, 0)
    programs = {rule: cel.compile(text) for rule, text in CEL.items()}
    for one in components:
        for rule, program in programs.items():
            try:
                found[rule] += program.execute({"c": one}) is True
            except (RuntimeError, ValueError, TypeError):
                continue
    return found


def cel_python(components: Sequence[dict[str, Any]]) -> Counts:
    import celpy

    environment = celpy.Environment()
    programs = {rule: environment.program(environment.compile(text)) for rule, text in CEL.items()}
    found = dict.fromkeys(RULES, 0)
    for one in components:
        activation = {"c": celpy.json_to_cel(one)}
        for rule, program in programs.items():
            try:
                found[rule] += bool(program.evaluate(activation))
            except celpy.CELEvalError:
                continue
    return found


def rego(components: Sequence[dict[str, Any]]) -> Counts:
    import regopy

    interpreter = regopy.Interpreter()
    interpreter.add_module("aibom", REGO)
    interpreter.set_input_term(json.dumps({"components": components}))
    output = json.loads(str(interpreter.query("data.aibom.hits")))
    hits = output["expressions"][0]
    found = dict.fromkeys(RULES, 0)
    for rule, _ in hits:
        found[rule] += 1
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--components", type=int, default=10_000)
    parser.add_argument("--slow", type=int, default=500, help="components for the engines that take long")
    options = parser.parse_args()
    policy = load_policy(["strict"])
    policy = replace(policy, rules=tuple(rule for rule in policy.rules if rule.info.id in RULES))
    engines: tuple[tuple[str, Callable[[Sequence[dict[str, Any]]], Counts], bool], ...] = (
        ("CEL, native", cel_native, False),
        ("CEL, Python", cel_python, True),
        ("Rego", rego, True),
    )
    for count in (options.components, options.slow):
        bom = make_bom(count)
        plain = [dict(one.values) for one in bom.components]
        expected = {rule: sum(1 for _ in BY_HAND[rule](bom)) for rule in RULES}
        ours, counts = best(3, lambda bom=bom: asked(bom, policy))
        print(f"{count:,} components, {len(RULES)} rules")
        print(f"  {'aibom':14} {ours:8.3f} s {'' if counts == expected else counts}")
        for name, engine, slow in engines:
            if slow and count > options.slow:
                continue
            try:
                seconds, found = best(1, lambda engine=engine, plain=plain: engine(plain))
            except ImportError as error:
                print(f"  {name:14} not installed ({error.name})")
                continue
            differs = {rule: (found[rule], expected[rule]) for rule in RULES if found[rule] != expected[rule]}
            print(f"  {name:14} {seconds:8.3f} s  {seconds / ours:6.1f}x {differs or ''}")


if __name__ == "__main__":
    main()
